// Writes the generated types anew after a change of the protocol; a test says when that is due.
import { writeFile } from "node:fs/promises";
import { generatedTypes } from "./types.mjs";

await writeFile(new URL("../src/protocol/generated.ts", import.meta.url), await generatedTypes());
