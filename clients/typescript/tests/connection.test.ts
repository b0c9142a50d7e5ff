import { ClientStopped } from "@tabletap/client";
import { describe, expect, test } from "vitest";
import { settled } from "./fake/clock.js";
import { channel, message } from "./fake/server.js";
import { Stage } from "./fake/stage.js";

test("the token goes beside the subprotocol and not into the address", async () => {
  const stage = new Stage({ url: "https://cafe.example/below/" });
  const connection = await stage.connect();
  expect(connection.url).toBe("wss://cafe.example/below/v1");
  expect(connection.protocols).toEqual(["tabletap.v1", "bearer.token-1"]);
  expect(stage.client.session?.userId).toBe("guest_1");
  expect(stage.client.transport).toBe("socket");
});

describe("close codes", () => {
  test.each([1003, 1007, 1009, 4400, 4403])("%i stops the client for good", async (code) => {
    const stage = new Stage();
    const { connection, subscription } = await stage.subscribe();
    connection.error({ code: "INSUFFICIENT_PERMISSIONS", message: "not here" });
    connection.close(code);
    await stage.clock.pass(600_000);
    expect(stage.server.connections).toHaveLength(1);
    expect(stage.of("stopped")).toEqual([{ type: "stopped", reason: "not here", closeCode: code }]);
    expect(stage.client.freshness.state).toBe("stopped");
    expect(subscription.isClosed).toBe(true);
    await expect(stage.client.connect()).rejects.toMatchObject({ closeCode: code, code: "INSUFFICIENT_PERMISSIONS" });
    expect(stage.clock.running).toBe(0);
  });

  test.each([1012, 1013, 1006, 1001])("%i is waited out with back-off", async (code) => {
    const stage = new Stage();
    const connection = await stage.connect();
    connection.close(code);
    await stage.clock.pass(124);
    expect(stage.server.connections).toHaveLength(1);
    await stage.clock.pass(1);
    expect(stage.server.connections).toHaveLength(2);
  });

  test("4401 asks for a new token, and stops after three refusals", async () => {
    const asked: boolean[] = [];
    const stage = new Stage({ token: ({ refused }) => `token-${asked.push(refused)}` });
    const connecting = stage.client.connect();
    connecting.catch(() => {});
    for (let attempt = 1; attempt <= 3; attempt++) {
      await settled();
      expect(stage.server.connections).toHaveLength(attempt);
      expect(stage.server.last.token).toBe(`token-${attempt}`);
      stage.server.last.error({ code: "AUTHENTICATION_FAILED", message: "expired" });
      stage.server.last.close(4401);
      await stage.clock.pass(1_000);
    }

    expect(asked).toEqual([false, true, true]);
    await expect(connecting).rejects.toBeInstanceOf(ClientStopped);
    await expect(connecting).rejects.toMatchObject({ closeCode: 4401, code: "AUTHENTICATION_FAILED", message: "expired" });
  });

  test("a session between refusals makes them few again", async () => {
    const stage = new Stage();
    await stage.connect();
    for (let session = 0; session < 5; session++) {
      stage.server.last.close(4401);
      await stage.reconnect();
    }

    expect(stage.of("stopped")).toEqual([]);
  });

  test("4429 waits as long as the server asks, also where the machine wakes up", async () => {
    const stage = new Stage();
    const connection = await stage.connect();
    connection.error({ code: "CONNECTION_LIMIT_EXCEEDED", message: "too many", retryAfter: 17 });
    connection.close(4429);
    await stage.clock.pass(10_000);
    stage.wake();
    await stage.clock.pass(6_999);
    expect(stage.server.connections).toHaveLength(1);
    await stage.clock.pass(1);
    expect(stage.server.connections).toHaveLength(2);
  });

  test("4408 is tried again soon, however often it happens", async () => {
    const stage = new Stage();
    await stage.connect();
    for (let times = 0; times < 6; times++) {
      const before = stage.server.connections.length;
      stage.server.last.close(4408);
      await stage.clock.pass(125);
      expect(stage.server.connections).toHaveLength(before + 1);
      stage.server.last.establish();
      await settled();
    }
  });
});

test("waits double up to the longest, and each is random up to its longest", async () => {
  const stage = new Stage({ platform: { random: () => 0.999_999 } });
  void stage.client.connect().catch(() => {});
  await settled();
  for (let failure = 0; failure < 10; failure++) {
    stage.server.last.drop();
    await settled();
    const { retryIn } = stage.of("disconnected").at(-1)!;
    expect(Math.round(retryIn)).toBe(Math.min(30_000, 250 * 2 ** failure));
    await stage.clock.pass(retryIn + 1);
  }
});

test("a session that lived long makes the next wait short again", async () => {
  const stage = new Stage({ heartbeatInterval: 3_600_000 });
  await stage.connect();
  for (let failure = 0; failure < 6; failure++) {
    stage.server.last.drop();
    await stage.reconnect();
  }

  await stage.clock.pass(30_000);
  stage.server.last.drop();
  await settled();
  expect(stage.of("disconnected").at(-1)!.retryIn).toBe(125);
});

test("advice to reconnect is taken after its delay, and acknowledged messages stay handled", async () => {
  const stage = new Stage();
  const { connection } = await stage.subscribe();
  connection.send({ type: "reconnect_advised", data: { delayMs: 1_500 } });
  await stage.clock.pass(1_499);
  expect(connection.left).toBe(false);
  await stage.clock.pass(1);
  expect(connection.left).toBe(true);
  expect(stage.server.connections).toHaveLength(2);
  stage.server.last.establish();
  expect(stage.server.last.expect("reconnect").data.channels).toEqual([channel]);
});

test("a server that closes before its advised moment is left alone until then", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  connection.send({ type: "reconnect_advised", data: { delayMs: 8_000 } });
  await stage.clock.pass(1_000);
  connection.close(1012);
  await stage.clock.pass(6_999);
  expect(stage.server.connections).toHaveLength(1);
  await stage.clock.pass(1);
  expect(stage.server.connections).toHaveLength(2);
});

test("a ping goes each interval that the server names, and a silent server is given up", async () => {
  const stage = new Stage();
  const connection = await stage.connect({ heartbeatInterval: 20 });
  await stage.clock.pass(20_000);
  connection.expect("ping");
  connection.send({ type: "pong", data: { heads: {} } });
  await stage.clock.pass(20_000);
  connection.expect("ping");
  await stage.clock.pass(5_000);
  expect(stage.client.freshness.state).toBe("silent");
  await stage.clock.pass(5_000);
  expect(connection.left).toBe(true);
  expect(stage.of("disconnected").at(-1)!.reason).toBe("the server is silent");
});

test("any frame is a sign of life", async () => {
  const stage = new Stage();
  const { connection } = await stage.subscribe();
  await stage.clock.pass(36_000);
  expect(stage.client.freshness.state).toBe("silent");
  connection.message(channel, 1);
  expect(stage.client.freshness.state).toBe("live");
  await stage.clock.pass(10_000);
  expect(connection.left).toBe(false);
});

test("a machine that wakes up asks at once whether its connection still is", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  stage.wake();
  connection.expect("ping");
  await stage.clock.pass(10_000);
  expect(connection.left).toBe(true);
});

test("a machine that wakes up twice asks once", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  stage.wake();
  stage.wake();
  expect(connection.arrived("ping")).toHaveLength(1);
});

test("a request that gets no reply costs the connection, and is asked again on the next one", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  stage.client.subscribe([channel], () => {});
  connection.expect("subscribe");
  await stage.clock.pass(10_000);
  expect(connection.left).toBe(true);
  expect(stage.of("disconnected").at(-1)!.reason).toBe("no reply to subscribe in time");
  (await stage.reconnect()).expect("subscribe");
});

test("a replay of many pages has its time for each of them", async () => {
  const stage = new Stage();
  const { connection } = await stage.subscribe();
  connection.drop();
  const second = await stage.reconnect();
  const resume = second.expect("reconnect");
  for (let page = 1; page <= 3; page++) {
    await stage.clock.pass(8_000);
    second.page(resume, [message(channel, page)]);
  }

  expect(second.left).toBe(false);
  await stage.clock.pass(10_000);
  expect(second.left).toBe(true);
});

test("a network that is back ends the waiting", async () => {
  const stage = new Stage();
  await stage.connect();
  for (let failure = 0; failure < 8; failure++) {
    stage.server.last.drop();
    await settled();
    stage.wake();
    await settled();
  }

  expect(stage.server.connections).toHaveLength(9);
});

test("a socket on which no session begins is given up", async () => {
  const stage = new Stage();
  void stage.client.connect().catch(() => {});
  await stage.clock.pass(10_000);
  expect(stage.server.connections[0]!.left).toBe(true);
  await stage.clock.pass(125);
  expect(stage.server.connections).toHaveLength(2);
});

test("a session that ends soon is renewed with a new token", async () => {
  let tokens = 0;
  const stage = new Stage({ token: () => `token-${++tokens}` });
  const connection = await stage.connect();
  connection.send({ type: "token_expiring", data: { expiresAt: "2024-01-15T11:00:00.000Z" } });
  await settled();
  const refresh = connection.expect("token_refresh");
  expect(refresh.data).toEqual({ token: "token-2" });
  connection.send({ type: "token_refreshed", data: { sessionExpiresAt: "2024-01-15T11:29:30.000Z" }, correlationId: refresh.messageId });
  await settled();
  expect(stage.of("session_renewed")).toEqual([{ type: "session_renewed", sessionExpiresAt: "2024-01-15T11:29:30.000Z" }]);
});

test("a refused renewal is tried once more, and never a third time", async () => {
  const asked: boolean[] = [];
  const stage = new Stage({ token: ({ refused }) => `token-${asked.push(refused)}` });
  const connection = await stage.connect();
  connection.send({ type: "token_expiring", data: { expiresAt: "2024-01-15T11:00:00.000Z" } });
  for (let attempt = 0; attempt < 2; attempt++) {
    await settled();
    connection.error({ code: "AUTHENTICATION_FAILED", message: "another sub" }, connection.expect("token_refresh"));
    await stage.clock.pass(5_000);
  }

  await stage.clock.pass(20_000);
  expect(connection.arrived("token_refresh")).toEqual([]);
  expect(asked).toEqual([false, false, true]);
});

test("a source of tokens that fails is asked again", async () => {
  let asked = 0;
  const stage = new Stage({
    token: () => {
      if (++asked < 3) {
        throw new Error("the shop's server is away");
      }

      return "token-3";
    },
  });
  void stage.client.connect().catch(() => {});
  await stage.clock.pass(1_000);
  expect(stage.server.last.token).toBe("token-3");
  expect(stage.of("disconnected")[0]!.reason).toContain("the shop's server is away");
});

test("freshness tells the state, since when, and the last message", async () => {
  const stage = new Stage();
  const began = stage.clock.now();
  expect(stage.client.freshness).toEqual({ state: "connecting", since: began, lastHeardAt: null, lastMessageAt: null, sequence: null });
  await stage.clock.pass(1_000);
  const { connection } = await stage.subscribe(811);
  await stage.clock.pass(1_000);
  connection.message(channel, 812);
  expect(stage.client.freshness).toEqual({ state: "live", since: began + 1_000, lastHeardAt: began + 2_000, lastMessageAt: began + 2_000, sequence: 812 });
  connection.drop();
  await settled();
  expect(stage.client.freshness).toMatchObject({ state: "connecting", since: began + 2_000, sequence: 812 });
  const second = await stage.reconnect();
  second.page(second.expect("reconnect"), [], { positions: { [channel]: 812 } });
  await settled();
  // Nothing is called live before what was missed has come.
  expect(stage.of("freshness_changed").map(({ freshness }) => freshness.state)).toEqual(["live", "connecting", "behind", "live"]);
});

test("nothing is left of a client that was closed, in whatever state it was", async () => {
  const states: ((stage: Stage) => Promise<unknown>)[] = [
    () => Promise.resolve(),
    (stage) => Promise.resolve(stage.client.connect().catch(() => {})).then(() => {}, () => {}),
    (stage) => stage.connect(),
    (stage) => stage.subscribe(),
    async (stage) => (await stage.subscribe()).connection.message(channel, 5),
    async (stage) => (await stage.connect()).drop(),
    async (stage) => void stage.client.command("order_rate", { orderId: "o1", stars: 5 }).catch(() => {}),
  ];
  for (const [at, reach] of states.entries()) {
    const stage = new Stage();
    const reached = reach(stage);
    if (at !== 1) {
      await reached;
    }

    await settled();
    stage.client.close();
    await settled();
    expect(stage.clock.running, `state ${at}`).toBe(0);
    expect(stage.server.connections.every(({ left }, number) => left || number < stage.server.connections.length - 1 || at === 5)).toBe(true);
  }
});

test("a client that was closed takes nothing more", async () => {
  const stage = new Stage();
  await stage.connect();
  stage.client.close();
  await expect(stage.client.command("order_rate", { orderId: "o1", stars: 5 })).rejects.toBeInstanceOf(ClientStopped);
  await expect(stage.client.connect()).rejects.toBeInstanceOf(ClientStopped);
  expect(await stage.client.subscribe([channel])[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  expect(stage.clock.running).toBe(0);
});

test("a listener that throws does not stop the others", async () => {
  const stage = new Stage();
  stage.client.onEvent((event) => {
    if (event.type === "connected") {
      throw new Error("no such element");
    }
  });
  const connection = await stage.connect();
  expect(connection.left).toBe(false);
  expect(stage.of("handler_failed")).toHaveLength(1);
});

test("options out of their range are refused", () => {
  expect(() => new Stage({ maxBackoff: 0 })).toThrow(RangeError);
  expect(() => new Stage({ url: "ftp://cafe.example" })).toThrow(RangeError);
  expect(() => new Stage({ platform: { WebSocket: undefined } })).toThrow(RangeError);
});
