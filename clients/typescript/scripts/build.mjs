// Builds the package: one file for what every page needs, one more for keys, which is loaded only where there are some, and the types.
// usage: node scripts/build.mjs           everything, into dist/
//        node scripts/build.mjs FOLDER    only the code, into a folder of its own
import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What stands in the files beside our own code. */
const bundled = ["canonicalize", "eventsource-parser"];

const joined = (outdir, name, entry, external, options) =>
  build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir,
    bundle: true,
    format: "esm",
    target: "es2022",
    external,
    minify: true,
    metafile: true,
    logLevel: "warning",
    ...options,
  });

/** Bundles the package for browsers and Node: `page` is what everybody loads, `keys` what is loaded where there are keys. */
export const bundle = async (outdir, options = {}) => ({
  page: await joined(outdir, "index", "src/index.ts", ["./jose.js"], options),
  keys: await joined(outdir, "jose", "src/keys/jose.ts", ["jose"], options),
});

async function buildPackage() {
  await rm(`${root}dist`, { recursive: true, force: true });
  await bundle("dist", { sourcemap: true });
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  execFileSync(process.execPath, [compiler, "--project", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  const licences = await Promise.all(bundled.map(async (name) => `${name}\n\n${await readFile(`${root}node_modules/${name}/LICENSE`, "utf8")}`));
  await writeFile(`${root}dist/third-party-licences.txt`, licences.join("\n\n"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  await (folder ? bundle(folder) : buildPackage());
}
