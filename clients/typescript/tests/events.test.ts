import { CommandRefused, type Delivered } from "@tabletap/client";
import { expect, test } from "vitest";
import { settled } from "./fake/clock.js";
import { FakeHttp } from "./fake/http.js";
import { channel, message } from "./fake/server.js";
import { short, Stage } from "./fake/stage.js";

/** A client that listens to events, and what it heard. */
async function listening(options: ConstructorParameters<typeof Stage>[0] = {}) {
  const http = new FakeHttp();
  const stage = new Stage({ transport: "events", ...options, platform: { fetch: http.fetch, ...options.platform } });
  const got: Delivered[] = [];
  stage.client.subscribe([channel], (delivered) => void got.push(delivered));
  return { http, stage, got };
}

/** Lets streams, which have waits of their own, come to rest. */
const rest = async () => {
  for (let turn = 0; turn < 20; turn++) {
    await settled();
  }
};

test("events bring what a socket would, and the token stands in no address", async () => {
  const { http, stage, got } = await listening();
  const connecting = stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 4 });
  await connecting;
  http.last.send(message(channel, 5), "e1.7");
  http.last.write(": alive\n\n");
  http.last.send(message(channel, 6), "e1.8");
  await rest();
  expect(short(got)).toEqual([5, 6]);
  expect(http.last.url.search).toBe(`?channels=${encodeURIComponent(channel)}`);
  expect(http.asked[0]!.token).toBe("token-1");
  expect(stage.client.transport).toBe("events");
  expect(stage.client.freshness).toMatchObject({ state: "live", sequence: 6 });
});

test("a stream that breaks goes on where it was", async () => {
  const { http, stage, got } = await listening();
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 4 });
  http.last.send(message(channel, 5), "e1.7");
  await rest();
  http.last.end();
  await rest();
  await stage.clock.pass(250);
  await rest();
  expect(http.streams).toHaveLength(2);
  expect(http.last.headers.get("last-event-id")).toBe("e1.7");
  http.last.confirm({ [channel]: 7 });
  [6, 7, 8].forEach((sequence) => http.last.send(message(channel, sequence), `e1.${sequence + 2}`));
  await rest();
  expect(short(got)).toEqual([5, 6, 7, 8]);
});

test("another channel means another stream, which goes on where the last one was", async () => {
  const { http, stage, got } = await listening();
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 4 });
  http.last.send(message(channel, 5), "e1.7");
  await rest();
  const other: Delivered[] = [];
  stage.client.subscribe(["cafe:demo:staff"], (delivered) => void other.push(delivered));
  await rest();
  expect(http.streams[0]!.left).toBe(true);
  expect(http.last.channels.sort()).toEqual([channel, "cafe:demo:staff"]);
  expect(http.last.headers.get("last-event-id")).toBe("e1.7");
  http.last.confirm({ [channel]: 5, "cafe:demo:staff": 9 });
  http.last.send(message("cafe:demo:staff", 10), "e1.9");
  http.last.send(message(channel, 6), "e1.10");
  await rest();
  expect(short(got)).toEqual([5, 6]);
  expect(short(other)).toEqual([10]);
});

test("a cursor that is too old is given up, and the application is told what is gone", async () => {
  const { http, stage, got } = await listening();
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 4 });
  http.last.send(message(channel, 5), "e1.7");
  await rest();
  http.last.end();
  await rest();
  await stage.clock.pass(250);
  await rest();
  http.last.confirm({}, [{ channel, reason: "history_unavailable", oldestSequence: 90, sequence: 95 }]);
  await rest();
  expect(http.streams).toHaveLength(3);
  expect(http.last.headers.get("last-event-id")).toBeNull();
  http.last.confirm({ [channel]: 95 });
  http.last.send(message(channel, 96), "e1.99");
  await rest();
  expect(short(got)).toEqual([5, "history_lost", 96]);
});

test("a stream that begins after what a socket has told says that something is gone", async () => {
  const http = new FakeHttp();
  const stage = new Stage({ transport: "auto", platform: { fetch: http.fetch } });
  const { connection, got } = await stage.subscribe(4);
  connection.message(channel, 5);
  connection.drop();
  for (let attempt = 0; attempt < 2; attempt++) {
    await stage.clock.pass(500);
    await rest();
    stage.server.last.drop();
  }

  await stage.clock.pass(2_000);
  await rest();
  expect(http.streams).toHaveLength(1);
  http.last.confirm({ [channel]: 7 });
  http.last.send(message(channel, 8), "e1.9");
  await rest();
  expect(short(got)).toEqual([5, "history_lost", 8]);
});

test("a hole in a stream, which nothing can fill, is told", async () => {
  const { http, stage, got } = await listening();
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 4 });
  http.last.send(message(channel, 5), "e1.7");
  http.last.send(message(channel, 7), "e1.9");
  await rest();
  expect(short(got)).toEqual([5, "history_lost", 7]);
  expect(got[1]).toMatchObject({ after: 5, resumesAfter: 6 });
});

test("after its time with events the client tries a socket, and stays where that gets through", async () => {
  const http = new FakeHttp();
  const stage = new Stage({ transport: "auto", platform: { fetch: http.fetch } });
  const got: Delivered[] = [];
  stage.client.subscribe([channel], (delivered) => void got.push(delivered));
  void stage.client.connect().catch(() => {});
  for (let attempt = 0; attempt < 2; attempt++) {
    await rest();
    stage.server.last.drop();
    await stage.clock.pass(500);
  }

  await rest();
  http.last.confirm({ [channel]: 0 });
  http.last.send(message(channel, 1), "e1.1");
  await rest();
  for (let minute = 0; minute < 5; minute++) {
    expect(stage.client.transport).toBe("events");
    http.last.write(":\n\n");
    await rest();
    await stage.clock.pass(60_000);
  }

  await rest();
  const sockets = stage.server.connections.length;
  expect(sockets).toBe(3);
  stage.server.last.establish();
  const resume = stage.server.last.expect("reconnect");
  expect(resume.data.positions).toEqual({ [channel]: 1 });
  stage.server.last.page(resume, [message(channel, 2)], { positions: { [channel]: 2 } });
  await rest();
  expect(short(got)).toEqual([1, 2]);
  expect(stage.client.transport).toBe("socket");
});

test.each([
  ["is away altogether", () => new Error("connection refused")],
  ["has just begun to start", () => ({ status: 503, body: {} })],
])("a server that %s is no reason to leave sockets", async (_, health) => {
  const http = new FakeHttp();
  http.answers.set("/health/ready", health);
  const stage = new Stage({ transport: "auto", platform: { fetch: http.fetch } });
  stage.client.subscribe([channel], () => {});
  void stage.client.connect().catch(() => {});
  await rest();
  for (let attempt = 1; attempt <= 5; attempt++) {
    stage.server.last.drop();
    for (let waited = 0; stage.server.connections.length === attempt && waited < 60_000; waited += 50) {
      await stage.clock.pass(50);
    }

    expect(stage.server.connections).toHaveLength(attempt + 1);
  }

  expect(http.asked.some(({ path }) => path === "/v1/events")).toBe(false);
  stage.server.last.establish();
  await rest();
  expect(stage.client.transport).toBe("socket");
});

test("without a WebSocket the client listens to events by itself", async () => {
  const { http, stage } = await listening({ transport: "auto", platform: { WebSocket: undefined } });
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 0 });
  await rest();
  expect(stage.client.transport).toBe("events");
});

test("commands go over HTTP in their order, and a refusal is what it is on a socket", async () => {
  const { http, stage } = await listening();
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 0 });
  await rest();
  const outcomes = [
    { body: { type: "message_acknowledged", data: { messageId: "a", status: "processed", result: { orderVersion: 3 } } } },
    { status: 409, body: { code: "INVALID_ORDER_STATUS", detail: "completed already", current: { status: "completed" }, messageId: "b" } },
  ];
  http.answers.set("/v1/commands", () => outcomes.shift()!);
  const first = stage.client.command("order_rate", { orderId: "o1", stars: 5 }, { messageId: "a" });
  const second = stage.client.command("order_rate", { orderId: "o2", stars: 5 }, { messageId: "b" });
  second.catch(() => {});
  expect(await first).toEqual({ orderVersion: 3 });
  await expect(second).rejects.toBeInstanceOf(CommandRefused);
  await expect(second).rejects.toMatchObject({ code: "INVALID_ORDER_STATUS", message: "completed already", current: { status: "completed" } });
  expect(http.asked.filter(({ path }) => path === "/v1/commands").map(({ body }) => body.messageId)).toEqual(["a", "b"]);
});

test("a command whose answer is lost on the way goes again under its id", async () => {
  const { http, stage } = await listening();
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 0 });
  await rest();
  let times = 0;
  http.answers.set("/v1/commands", () =>
    ++times === 1 ? new Error("reset") : { body: { type: "message_acknowledged", data: { messageId: "a", status: "processed" } } },
  );
  const answer = stage.client.command("order_rate", { orderId: "o1", stars: 5 }, { messageId: "a" });
  await rest();
  await stage.clock.pass(1_000);
  expect(await answer).toEqual({});
  expect(times).toBe(2);
});

test("a stream that is refused for now is tried again, and a token that is not taken is replaced", async () => {
  for (const [status, refused] of [[401, true], [429, false], [503, false]] as const) {
    const asked: boolean[] = [];
    const { http, stage } = await listening({ token: (request) => `token-${asked.push(request.refused)}` });
    http.answers.set("/v1/events", () => ({ status, body: { detail: "no", retryAfter: 1 } }));
    void stage.client.connect().catch(() => {});
    await rest();
    expect(stage.of("disconnected").length, String(status)).toBe(1);
    await stage.clock.pass(1_000);
    await rest();
    expect(asked.slice(0, 2), String(status)).toEqual([false, refused]);
  }
});

test("channels of which none may be heard end, and the client goes on without them", async () => {
  const { http, stage, got } = await listening();
  http.answers.set("/v1/events", () => ({ status: 403, body: { code: "INSUFFICIENT_PERMISSIONS", detail: "not yours", requiredRole: "staff" } }));
  const connecting = stage.client.connect();
  await rest();
  expect(got).toEqual([{ type: "subscription_ended", channel, reason: "not yours" }]);
  await stage.clock.pass(1_000);
  await connecting;
  expect(stage.client.freshness.state).toBe("live");
  expect(stage.of("stopped")).toEqual([]);
});

test("the end of a stream says why, as a socket's close code would", async () => {
  const { http, stage } = await listening();
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 0 });
  http.last.send({ type: "error", data: { code: "RATE_LIMIT_EXCEEDED", message: "too many", retryAfter: 20 } });
  http.last.write('event: close\ndata: {"code":4429,"reason":"too many"}\n\n');
  await rest();
  expect(stage.of("disconnected")).toEqual([{ type: "disconnected", reason: "too many", closeCode: 4429, retryIn: 20_000 }]);
});

test("a silent stream is given up, and a token that ends soon is replaced by another stream", async () => {
  let tokens = 0;
  const { http, stage } = await listening({ token: () => `token-${++tokens}` });
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 0 });
  await rest();
  http.last.send({ type: "token_expiring", data: { expiresAt: "2024-01-15T11:00:00.000Z" } });
  await rest();
  await stage.clock.pass(1);
  await rest();
  expect(http.asked.at(-1)!.token).toBe("token-2");
  http.last.confirm({ [channel]: 0 });
  await rest();
  await stage.clock.pass(75_000);
  await rest();
  expect(stage.of("disconnected").at(-1)!.reason).toBe("the server is silent");
});

test("a stream is not read on while the application has no room", async () => {
  const http = new FakeHttp();
  const stage = new Stage({ transport: "events", inboxCapacity: 3, platform: { fetch: http.fetch } });
  const got: number[] = [];
  let goOn = () => {};
  stage.client.subscribe([channel], async (delivered) => {
    got.push((delivered as { sequence: number }).sequence);
    await new Promise<void>((resolve) => (goOn = resolve));
  });
  void stage.client.connect();
  await rest();
  http.last.confirm({ [channel]: 0 });
  for (let sequence = 1; sequence <= 12; sequence++) {
    http.last.send(message(channel, sequence), `e1.${sequence}`);
  }

  for (let handled = 0; handled < 12; handled++) {
    await rest();
    await stage.clock.pass(50);
    goOn();
  }

  await rest();
  expect(got).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  expect(http.streams).toHaveLength(1);
});

test("without a channel the client is there for commands, and nothing is left after its close", async () => {
  const http = new FakeHttp();
  const stage = new Stage({ transport: "events", platform: { fetch: http.fetch } });
  await stage.client.connect();
  await stage.client.connect();
  expect(http.asked.map(({ path }) => path)).toEqual(["/health/live"]);
  stage.client.close();
  await rest();
  expect(stage.clock.running).toBe(0);
});
