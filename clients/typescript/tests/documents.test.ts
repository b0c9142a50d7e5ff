import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaults } from "../src/contract/options.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${root}README.md`, "utf8");
const blocks = [...readme.matchAll(/^```(\w+)[^\n]*\n(.*?)^```/gms)].map(([, language, text]) => ({ language: language!, text: text! }));
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(root, "node_modules/.readme-"))));
afterAll(() => rmSync(folder, { recursive: true }));

test("the README's code compiles against the public API as it is printed", async () => {
  const code = blocks.filter(({ language }) => language === "ts" || language === "js");
  expect(code.length).toBeGreaterThan(6);
  code.forEach(({ text }, at) => {
    const needs = /new TableTapClient/.test(text) && !/import \{ TableTapClient/.test(text) ? 'import { TableTapClient } from "@tabletap/client";\n' : "";
    const given = /const client =/.test(text) ? "" : 'declare const client: import("@tabletap/client").TableTapClient;\n';
    writeFileSync(join(folder, `block-${at}.ts`), `${needs}${given}${text}\nexport {};\n`);
  });
  const options = { extends: "../../tsconfig.json", compilerOptions: { paths: { "@tabletap/client": ["../../src/index.ts"] } }, include: ["*.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
  const compiled = promisify(execFile)(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "--noEmit", "--project", folder]);
  await compiled.catch((fault: { stdout: string }) => expect.fail(fault.stdout));
});

test("the README's table has every option with its default", () => {
  const rows = readme.slice(readme.indexOf("## Options")).split("\n");
  const source = readFileSync(`${root}src/contract/options.ts`, "utf8");
  const options = [...source.slice(source.indexOf("interface ClientOptions"), source.indexOf("\n}\n")).matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name!);
  expect(options).toContain("socketRetry");
  for (const option of options) {
    const row = rows.find((line) => line.startsWith("|") && line.split("|")[1]!.includes(`\`${option}\``));
    expect(row, option).toBeDefined();
    const value = (defaults as Record<string, unknown>)[option];
    if (value !== undefined) {
      expect(row, option).toContain(typeof value === "number" ? value.toLocaleString("en") : value);
    }
  }
});
