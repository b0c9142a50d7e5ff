import { describe, expect, test } from "vitest";
import { settled } from "./fake/clock.js";
import { FakeHttp } from "./fake/http.js";
import { channel } from "./fake/server.js";
import { Stage } from "./fake/stage.js";

const error = { code: "RATE_LIMIT_EXCEEDED", message: "slowly", retryAfter: 20 } as const;

describe("an error that answers nothing", () => {
  const endAfter = async (milliseconds: number, code: number) => {
    // No ping while time passes: the server here answers none.
    const stage = new Stage({ heartbeatInterval: 3_600_000 });
    const connection = await stage.connect();
    connection.error(error);
    await stage.clock.pass(milliseconds);
    connection.close(code);
    await settled();
    return stage.of("disconnected").at(-1)!;
  };

  test("says nothing about an end after its wait is over", async () => {
    const { reason, retryIn } = await endAfter(20_000, 1012);
    expect(reason).not.toBe("slowly");
    expect(retryIn).toBe(125);
  });

  test("asks for a wait that runs from when it came", async () => {
    expect(await endAfter(15_000, 4429)).toMatchObject({ reason: "slowly", closeCode: 4429, retryIn: 5_000 });
  });

  test("leaves a limit long after it the longest wait", async () => {
    expect((await endAfter(20_000, 4429)).retryIn).toBe(30_000);
  });

  test("is over for a stream of events, too", async () => {
    const http = new FakeHttp();
    const stage = new Stage({ transport: "events", platform: { fetch: http.fetch } });
    stage.client.subscribe([channel]);
    void stage.client.connect().catch(() => {});
    await rest();
    http.last.confirm({ [channel]: 0 });
    http.last.send({ type: "error", data: error });
    await rest();
    await stage.clock.pass(20_000);
    http.last.write('event: close\ndata: {"code":1012,"reason":"bye"}\n\n');
    await rest();
    expect(stage.of("disconnected").at(-1)).toMatchObject({ reason: "bye", retryIn: 125 });
  });
});

/** The streams of the platform take several turns to pass something on. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    await settled();
  }
}
