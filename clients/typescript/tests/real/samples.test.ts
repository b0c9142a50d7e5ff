import { execFile, spawn } from "node:child_process";
import { readFileSync, writeFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Delivered } from "@tabletap/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../../scripts/build.mjs";
import { Heard, program, RealServer } from "./server.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

describe.skipIf(!program)("samples against the real server (a build of the repository, or TABLETAP_BINARY)", () => {
  let server: RealServer;
  beforeAll(async () => {
    // Samples name the package as its users do, and get it as it is built for them.
    await bundle("dist");
    server = await RealServer.start();
  });
  afterAll(() => server.remove());

  test("the README's five minutes are what happens, exactly as printed", async () => {
    const [, code] = /^```js run\n(.*?)^```/ms.exec(readFileSync(`${root}README.md`, "utf8"))!;
    const file = `${root}samples/.readme.mjs`;
    writeFileSync(file, code!.replace("http://localhost:3001", server.url));
    try {
      const { stdout } = await run(process.execPath, [file]);
      expect(stdout).toMatch(/^Ordered: ORD-\d{6}\nTo pay: 3\.5\n$/);
    } finally {
      rmSync(file);
    }
  });

  test("the back end tells everybody, and the counter bot makes what is paid", async () => {
    const jane = await server.token("jane", "customer");
    const { client } = await server.client({ token: jane });
    const heard = new Heard<Delivered<"orders:customer:jane" | "cafe:demo:general">>();
    await client.subscribe(["orders:customer:jane", "cafe:demo:general"], heard.add).ready;

    const service = server.shortToken("pos", "service", 600);
    const { stdout } = await run(process.execPath, [`${root}samples/back-end.mjs`, server.url, "demo", "Fresh cake"], {
      env: { ...process.env, TABLETAP_TOKEN: service },
    });
    expect(stdout).toMatch(/^Told as number \d+ of cafe:demo:general\.\n$/);
    await heard.find((item) => item.type === "announcement" && item.data.message === "Fresh cake");

    const bot = spawn(process.execPath, [`${root}samples/counter-bot.mjs`, server.url, "espresso"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TABLETAP_TOKEN: await server.token("anna", "employee") },
    });
    const gone = new Promise((resolve) => bot.once("exit", resolve));
    try {
      const said = new Heard<string>();
      createInterface(bot.stdout).on("line", said.add);
      await said.find((line) => line === "The bot works at espresso.");
      const { orderId, orderNumber } = await client.command("order_create", { cafeId: "demo", items: [{ itemId: "cappuccino", quantity: 1 }], orderType: "takeaway" });
      await server.ask("/v1/payments/test", jane, { orderId, token: "tok_ok" });
      await said.find((line) => line === `${orderNumber} is ready.`);
      const ready = await heard.find((item) => item.type === "order_ready");
      expect(ready.type === "order_ready" && ready.data.orderId).toBe(orderId);
    } finally {
      bot.kill("SIGTERM");
    }

    expect(await gone).toBe(0);
  });
});
