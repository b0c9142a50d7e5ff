import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundle } from "../scripts/build.mjs";
import { generatedTypes } from "../scripts/types.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { page, keys } = await bundle("dist", { write: false });
const sources = (readdirSync(`${root}src`, { recursive: true }) as string[]).filter((file) => file.endsWith(".ts"));
const textOf = (built: typeof page): string => built.outputFiles!.map(({ text }) => text).join("\n");

test("the types are those of the protocol's schemas; else 'npm run generate' writes them anew", async () => {
  expect(readFileSync(`${root}src/protocol/generated.ts`, "utf8")).toBe(await generatedTypes());
});

test("what a page loads is one file under 15 KB gzipped, and without jose", () => {
  expect(page.outputFiles).toHaveLength(1);
  const bytes = gzipSync(page.outputFiles![0]!.contents, { level: 9 }).length;
  expect(bytes).toBeLessThan(15 * 1024);
  expect(bytes).toBeGreaterThan(5 * 1024);
  expect(textOf(page)).not.toMatch(/from\s*"/);
  expect(textOf(page)).toContain('import("./jose.js")');
  expect(textOf(keys)).toContain('from"jose"');
});

test("no module needs another in a circle", () => {
  // Read from the source, so that imports of types count as well.
  const imports = new Map(
    sources.map((file) => [
      file,
      [...readFileSync(`${root}src/${file}`, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)\.js"/g)].map(([, to]) => `${posix.join(posix.dirname(file), to!)}.ts`),
    ]),
  );
  expect(imports.size).toBeGreaterThan(20);
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    expect(way, `a circle by ${path}`).not.toContain(path);
    if (!done.has(path)) {
      imports.get(path)?.forEach((to) => visit(to, [...way, path]));
      done.add(path);
    }
  };
  [...imports.keys()].forEach((path) => visit(path, []));
});

test("a file is one term: none over 400 lines, most under 200", () => {
  const lines = sources
    .filter((file) => !file.endsWith("generated.ts"))
    .map((file) => readFileSync(`${root}src/${file}`, "utf8").split("\n").length);
  expect(Math.max(...lines)).toBeLessThanOrEqual(400);
  expect(lines.filter((count) => count < 200).length / lines.length).toBeGreaterThan(0.8);
});

test("everything public is documented", () => {
  const index = readFileSync(`${root}src/index.ts`, "utf8");
  const names = [...index.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) => list!.split(",").map((name) => name.trim())).filter(Boolean);
  const source = sources
    .map((file) => readFileSync(`${root}src/${file}`, "utf8"))
    .join("\n");
  for (const name of names.filter((each) => !["ChannelMessage", "Commands", "MessageOn"].includes(each))) {
    expect(source, name).toMatch(new RegExp(`\\*/\\nexport (abstract )?(class|interface|type|const|function) ${name}\\b`));
  }
});

test("the package depends on nothing at run time, and its lock file names no host", () => {
  const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.peerDependenciesMeta).toEqual({ jose: { optional: true } });
  expect(readFileSync(`${root}package-lock.json`, "utf8")).not.toContain('"resolved"');
});
