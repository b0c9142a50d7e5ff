import type { Followed } from "@tabletap/client";
import { expect, test } from "vitest";
import { settled } from "./fake/clock.js";
import { FakeHttp } from "./fake/http.js";
import { channel, message } from "./fake/server.js";
import { Stage } from "./fake/stage.js";

const board = "/v1/cafes/demo/board";
const state = (sequence: number, orders: unknown[] = [], epoch = "e1") => ({ body: { orders, epoch, positions: { [channel]: sequence } } });

/** What was followed, in short: states by their position, messages by their sequence. */
const brief = (followed: readonly Followed<any>[]) =>
  followed.map((item) => (item.type === "state" ? `state ${item.state.positions[channel]}` : "sequence" in item ? item.sequence : item.type));

test("a state comes first, and then what came after it", async () => {
  const http = new FakeHttp();
  http.answers.set(board, () => state(7, ["ORD-000001"]));
  const stage = new Stage({ platform: { fetch: http.fetch } });
  const connection = await stage.connect();
  const got: Followed<{ orders: string[] }>[] = [];
  stage.client.follow<{ orders: string[] }>(board, (item) => void got.push(item));
  await settled();
  await settled();
  const asked = connection.expect("subscribe");
  expect(asked.data).toEqual({ channels: [{ channel, afterSequence: 7 }], epoch: "e1" });
  connection.send({ type: "subscription_confirmed", data: { channels: [channel], failed: [], positions: { [channel]: 9 }, epoch: "e1" }, correlationId: asked.messageId });
  connection.page(asked, [message(channel, 8), message(channel, 9)], { positions: { [channel]: 9 } });
  connection.message(channel, 10);
  await settled();
  expect(brief(got)).toEqual(["state 7", 8, 9, 10]);
  expect(got[0]).toMatchObject({ type: "state", state: { orders: ["ORD-000001"] } });
});

test("where history is gone, the state is loaded anew, and what it has is passed over", async () => {
  const http = new FakeHttp();
  const states = [state(7), state(122)];
  http.answers.set(board, () => states.shift()!);
  const stage = new Stage({ platform: { fetch: http.fetch } });
  const connection = await stage.connect();
  const got: Followed<unknown>[] = [];
  stage.client.follow(board, (item) => void got.push(item));
  await settled();
  await settled();
  connection.confirm({ [channel]: 7 });
  connection.drop();
  const second = await stage.reconnect();
  const resume = second.expect("reconnect");
  second.error({ code: "HISTORY_UNAVAILABLE", message: "gone", channel, oldestSequence: 50, sequence: 120 }, resume);
  second.page(resume, [], { positions: {}, complete: {} });
  await settled();
  second.confirm({ [channel]: 120 });
  [121, 122, 123].forEach((sequence) => second.message(channel, sequence));
  await settled();
  await settled();
  expect(brief(got)).toEqual(["state 7", "state 122", 123]);
});

test("a channel that is heard already is joined before the state is loaded", async () => {
  const http = new FakeHttp();
  const states = [state(3), state(6)];
  http.answers.set(board, () => states.shift()!);
  const stage = new Stage({ platform: { fetch: http.fetch } });
  const { connection } = await stage.subscribe(5);
  const got: Followed<unknown>[] = [];
  stage.client.follow(board, (item) => void got.push(item));
  await settled();
  [6, 7].forEach((sequence) => connection.message(channel, sequence));
  await settled();
  await settled();
  expect(brief(got)).toEqual(["state 6", 7]);
  expect(connection.arrived("subscribe")).toEqual([]);
});

test("a server that is away is asked again, and a refusal ends the following", async () => {
  const http = new FakeHttp();
  const outcomes: (() => { status?: number; body: object } | Error)[] = [
    () => new Error("no network"),
    () => ({ status: 503, body: { code: "SERVICE_UNAVAILABLE", detail: "busy", retryAfter: 2 } }),
    () => state(1),
  ];
  http.answers.set(board, () => outcomes.shift()!());
  const stage = new Stage({ platform: { fetch: http.fetch } });
  const got: Followed<unknown>[] = [];
  stage.client.follow(board, (item) => void got.push(item));
  await settled();
  await stage.clock.pass(5_000);
  await settled();
  expect(brief(got)).toEqual(["state 1"]);

  http.answers.set(board, () => ({ status: 403, body: { code: "INSUFFICIENT_PERMISSIONS", detail: "staff only", requiredRole: "staff" } }));
  await expect(stage.client.follow(board)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "INSUFFICIENT_PERMISSIONS" });
  await expect(stage.client.load(board)).rejects.toMatchObject({ status: 403 });
});

test("a token that is refused over HTTP is replaced once", async () => {
  const http = new FakeHttp();
  const asked: boolean[] = [];
  http.answers.set(board, () => (asked.length < 2 ? { status: 401, body: { code: "AUTHENTICATION_FAILED", detail: "expired" } } : state(1)));
  const stage = new Stage({ token: ({ refused }) => `token-${asked.push(refused)}`, platform: { fetch: http.fetch } });
  expect(await stage.client.load(board)).toMatchObject({ positions: { [channel]: 1 } });
  expect(asked).toEqual([false, true]);
});

test("all who wait for a token get the one that was asked for once", async () => {
  const http = new FakeHttp();
  http.answers.set(board, () => state(1));
  let asked = 0;
  const stage = new Stage({ token: () => `token-${++asked}`, platform: { fetch: http.fetch } });
  await Promise.all([stage.client.load(board), stage.client.load(board)]);
  expect(http.asked.map(({ token }) => token)).toEqual(["token-1", "token-1"]);
});

test("a state that nothing changes for this reader is all there is", async () => {
  const http = new FakeHttp();
  http.answers.set(board, () => ({ body: { orders: [], epoch: "e1", positions: {} } }));
  const stage = new Stage({ platform: { fetch: http.fetch } });
  const got: Followed<unknown>[] = [];
  for await (const item of stage.client.follow(board)) {
    got.push(item);
  }

  expect(got.map(({ type }) => type)).toEqual(["state"]);
});

test("a following that is closed while its state is on the way asks for nothing", async () => {
  const http = new FakeHttp();
  http.answers.set(board, () => state(1));
  const stage = new Stage({ platform: { fetch: http.fetch } });
  const connection = await stage.connect();
  stage.client.follow(board, () => {}).close();
  await settled();
  await settled();
  expect(connection.arrived("subscribe")).toEqual([]);
});
