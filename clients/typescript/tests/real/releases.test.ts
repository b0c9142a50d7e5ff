import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { story } from "./story.js";

// Each folder is what a release promised, and has its client as it was packed: tests/keep-sdk keeps it (docs/testing.md).
const kept = fileURLToPath(new URL("../../../../tests/compatibility/", import.meta.url));
const releases = readdirSync(kept, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

for (const release of releases) {
  const client = (await import(/* @vite-ignore */ `${kept}${release}/sdk/dist/index.js`)) as typeof import("@tabletap/client");
  story(`the client of ${release}`, client.TableTapClient);
}
