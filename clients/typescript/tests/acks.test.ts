import { expect, test } from "vitest";
import { settled } from "./fake/clock.js";
import { message, orders } from "./fake/server.js";
import { short, Stage } from "./fake/stage.js";

test("acks are cumulative, and sent once the handler has run", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  let finish = () => {};
  stage.client.subscribe([orders], () => new Promise<void>((resolve) => (finish = resolve)));
  connection.confirm({ [orders]: 0 });
  [1, 2, 3].forEach((sequence) => connection.message(orders, sequence));
  await stage.clock.pass(1_000);
  expect(connection.arrived("ack")).toEqual([]);
  finish();
  await settled();
  finish();
  await stage.clock.pass(250);
  expect(connection.expect("ack").data).toEqual({ channel: orders, sequence: 2 });
  expect(connection.arrived("ack")).toEqual([]);
  finish();
  await stage.clock.pass(250);
  expect(connection.expect("ack").data).toEqual({ channel: orders, sequence: 3 });
});

test("with iteration, a message is handled when the next one is asked for", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const subscription = stage.client.subscribe([orders]);
  connection.confirm({ [orders]: 0 });
  connection.message(orders, 1);
  const iterator = subscription[Symbol.asyncIterator]();
  await iterator.next();
  await stage.clock.pass(1_000);
  expect(connection.arrived("ack")).toEqual([]);
  void iterator.next();
  await stage.clock.pass(250);
  expect(connection.expect("ack").data).toEqual({ channel: orders, sequence: 1 });
});

test("the last message before leaving a loop can be confirmed", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const subscription = stage.client.subscribe([orders]);
  connection.confirm({ [orders]: 0 });
  connection.message(orders, 1);
  for await (const _ of subscription) {
    subscription.confirm();
    await stage.clock.pass(250);
    break;
  }

  expect(connection.expect("ack").data).toEqual({ channel: orders, sequence: 1 });
});

test("a channel of two subscriptions is confirmed when both have handled it", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  let finish = () => {};
  stage.client.subscribe([orders], () => {});
  stage.client.subscribe([orders], () => new Promise<void>((resolve) => (finish = resolve)));
  connection.confirm({ [orders]: 0 });
  await settled();
  connection.confirm({ [orders]: 0 });
  connection.message(orders, 1);
  await stage.clock.pass(1_000);
  expect(connection.arrived("ack")).toEqual([]);
  finish();
  await stage.clock.pass(250);
  expect(connection.expect("ack").data).toEqual({ channel: orders, sequence: 1 });
});

test("what the server sends again, because an ack was lost, is dropped and confirmed again", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(0, orders);
  connection.message(orders, 1);
  connection.message(orders, 2);
  await stage.clock.pass(250);
  connection.expect("ack");
  connection.message(orders, 1);
  await stage.clock.pass(250);
  expect(connection.expect("ack").data).toEqual({ channel: orders, sequence: 2 });
  expect(short(got)).toEqual([1, 2]);
});

test("no position beyond what is handled is stated, because it would count as an ack", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const got: any[] = [];
  let finish = () => {};
  stage.client.subscribe([orders], (delivered) => {
    got.push(delivered);
    return new Promise<void>((resolve) => (finish = resolve));
  });
  connection.confirm({ [orders]: 0 });
  [1, 2, 3].forEach((sequence) => connection.message(orders, sequence));
  await settled();
  finish();
  await settled();
  connection.drop();
  const second = await stage.reconnect();
  const resume = second.expect("reconnect");
  expect(resume.data.positions).toEqual({ [orders]: 1 });
  second.page(resume, [message(orders, 2), message(orders, 3)], { positions: { [orders]: 3 } });
  finish();
  await settled();
  finish();
  await settled();
  expect(short(got)).toEqual([1, 2, 3]);
  await stage.clock.pass(250);
  expect(second.all.filter(({ type }) => type === "ack").at(-1)!.data).toEqual({ channel: orders, sequence: 3 });
});

test("unconfirmed messages from before the subscription's beginning are delivered once", async () => {
  const { connection, got } = await new Stage().subscribe(10, orders);
  [8, 9, 9, 11, 8].forEach((sequence) => connection.message(orders, sequence));
  await settled();
  expect(short(got)).toEqual([8, 9, 11]);
});

test("at most 600 acks go in a minute, however many channels there are", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const channels = Array.from({ length: 300 }, (_, at) => `counter:c${at}:orders`);
  stage.client.subscribe(channels, () => {});
  connection.confirm(Object.fromEntries(channels.map((name) => [name, 0])));
  stage.server.onFrame = (_, frame) => frame.type === "ping" && connection.send({ type: "pong", data: { heads: {} } });
  for (let second = 1; second <= 60; second++) {
    channels.forEach((name) => connection.message(name, second, { ackRequired: true }));
    await stage.clock.pass(1_000);
  }

  const acks = connection.arrived("ack").length;
  expect(acks).toBeGreaterThan(400);
  expect(acks).toBeLessThanOrEqual(600);
});

test("closing confirms what was handled before", async () => {
  const stage = new Stage();
  const { connection } = await stage.subscribe(0, orders);
  connection.message(orders, 1);
  await settled();
  stage.client.close();
  expect(connection.expect("ack").data).toEqual({ channel: orders, sequence: 1 });
  expect(connection.left).toBe(true);
});

test("a subscription that is closed in the middle of a message does not hold back what another has handled", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const slow = stage.client.subscribe([orders], () => new Promise(() => {}));
  stage.client.subscribe([orders], () => {});
  connection.confirm({ [orders]: 0 });
  await settled();
  connection.confirm({ [orders]: 0 });
  [1, 2, 3].forEach((sequence) => connection.message(orders, sequence));
  await stage.clock.pass(1_000);
  expect(connection.arrived("ack")).toEqual([]);
  slow.close();
  await stage.clock.pass(250);
  expect(connection.expect("ack").data).toEqual({ channel: orders, sequence: 3 });
});

test("what is in hand when its only subscription closes is not confirmed, and its position not stated, also offline", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const subscription = stage.client.subscribe([orders], () => new Promise(() => {}));
  connection.confirm({ [orders]: 0 });
  connection.message(orders, 1);
  await settled();
  connection.drop();
  subscription.close();
  const second = await stage.reconnect();
  await stage.clock.pass(1_000);
  expect(second.all).toEqual([]);
});

test("after another history nothing of the old one is confirmed", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  let finish = () => {};
  stage.client.subscribe([orders], () => new Promise<void>((resolve) => (finish = resolve)));
  connection.confirm({ [orders]: 500 });
  connection.message(orders, 501);
  await settled();
  connection.drop();
  const second = await stage.reconnect({ epoch: "e2" });
  const resume = second.expect("reconnect");
  second.error({ code: "HISTORY_UNAVAILABLE", message: "another epoch", channel: orders, oldestSequence: 1, sequence: 3 }, resume);
  second.page(resume, [], { positions: {}, complete: {} });
  await settled();
  second.confirm({ [orders]: 3 }, [], "e2");
  finish();
  await stage.clock.pass(1_000);
  expect(second.arrived("ack")).toEqual([]);
});
