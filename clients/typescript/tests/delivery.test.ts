import { expect, test } from "vitest";
import { settled } from "./fake/clock.js";
import { channel, message, orders } from "./fake/server.js";
import { short, Stage } from "./fake/stage.js";

test("messages come in order and duplicates are dropped", async () => {
  const { connection, got } = await new Stage().subscribe(4);
  for (const sequence of [5, 5, 6, 5, 7]) {
    connection.message(channel, sequence);
  }

  await settled();
  expect(short(got)).toEqual([5, 6, 7]);
});

test("a hole is filled by a replay, and other channels flow on", async () => {
  const other = "cafe:demo:staff";
  const stage = new Stage();
  const connection = await stage.connect();
  const got: unknown[] = [];
  stage.client.subscribe([channel, other], (delivered) => void got.push("sequence" in delivered && delivered.sequence));
  connection.confirm({ [channel]: 0, [other]: 10 });
  connection.message(channel, 1);
  connection.message(channel, 4);
  connection.message(channel, 5);
  connection.message(other, 11);
  await settled();
  expect(got).toEqual([1, 11]);

  const filling = connection.expect("reconnect");
  expect(filling.data).toEqual({ channels: [channel], positions: { [channel]: 1 }, epoch: "e1" });
  expect(stage.client.freshness.state).toBe("behind");
  connection.page(filling, [2, 3, 4, 5].map((sequence) => message(channel, sequence)), { positions: { [channel]: 5 } });
  connection.message(channel, 6);
  await settled();
  expect(got).toEqual([1, 11, 2, 3, 4, 5, 6]);
  expect(stage.client.freshness.state).toBe("live");
  expect(stage.of("fell_behind")).toEqual([{ type: "fell_behind", channel, after: 1 }]);
  expect(connection.arrived("reconnect")).toEqual([]);
});

test("a message that overtook others is delivered in its place", async () => {
  const { connection, got } = await new Stage().subscribe(0);
  for (const sequence of [2, 1, 3]) {
    connection.message(channel, sequence);
  }

  await settled();
  const filling = connection.expect("reconnect");
  connection.page(filling, [message(channel, 2), message(channel, 3)], { positions: { [channel]: 3 } });
  await settled();
  expect(short(got)).toEqual([1, 2, 3]);
});

test("heads that stay ahead for two seconds cause a replay", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(3);
  connection.send({ type: "pong", data: { heads: { [channel]: 5 } } });
  await stage.clock.pass(1_999);
  expect(connection.arrived("reconnect")).toEqual([]);
  await stage.clock.pass(1);
  connection.page(connection.expect("reconnect"), [message(channel, 4), message(channel, 5)], { positions: { [channel]: 5 } });
  await settled();
  expect(short(got)).toEqual([4, 5]);
});

test("heads that are reached in time cause nothing", async () => {
  const stage = new Stage();
  const { connection } = await stage.subscribe(3);
  connection.send({ type: "pong", data: { heads: { [channel]: 4 } } });
  connection.message(channel, 4);
  await stage.clock.pass(5_000);
  expect(connection.arrived("reconnect")).toEqual([]);
  expect(stage.of("fell_behind")).toEqual([]);
});

test("a broken connection is resumed from the exact position and epoch", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(4);
  connection.message(channel, 5);
  connection.drop();
  const second = await stage.reconnect();
  const resume = second.expect("reconnect");
  expect(resume.data).toEqual({ channels: [channel], positions: { [channel]: 5 }, epoch: "e1" });
  second.page(resume, [message(channel, 6), message(channel, 7)]);
  second.page(resume, [message(channel, 8)], { positions: { [channel]: 8 } });
  second.message(channel, 9);
  await settled();
  expect(short(got)).toEqual([5, 6, 7, 8, 9]);
  expect(stage.of("resumed")).toHaveLength(1);
});

test("a replay that breaks in the middle is asked for again from where it came to", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(0);
  connection.drop();
  const second = await stage.reconnect();
  second.page(second.expect("reconnect"), [message(channel, 1), message(channel, 2)]);
  second.drop();
  const third = await stage.reconnect();
  const resume = third.expect("reconnect");
  expect(resume.data.positions).toEqual({ [channel]: 2 });
  third.page(resume, [message(channel, 3)], { positions: { [channel]: 3 } });
  await settled();
  expect(short(got)).toEqual([1, 2, 3]);
});

test("sequences that a replay passes over are told, and not asked for again", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(1);
  connection.message(channel, 4);
  await settled();
  connection.page(connection.expect("reconnect"), [message(channel, 4)], { positions: { [channel]: 6 } });
  connection.send({ type: "pong", data: { heads: { [channel]: 6 } } });
  connection.message(channel, 7);
  await stage.clock.pass(5_000);
  expect(short(got)).toEqual([4, 7]);
  expect(stage.of("sequences_withheld")).toEqual([{ type: "sequences_withheld", channel, after: 1, before: 4 }]);
  expect(connection.arrived("reconnect")).toEqual([]);
});

test("lost history is told in its place, and the channel goes on from what comes next", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(4);
  connection.drop();
  const second = await stage.reconnect({ epoch: "e2" });
  const resume = second.expect("reconnect");
  second.error({ code: "HISTORY_UNAVAILABLE", message: "gone", channel, oldestSequence: 50, sequence: 120 }, resume);
  second.page(resume, [], { positions: {}, complete: { [channel]: false } });
  await settled();
  expect(got).toEqual([]);
  expect(second.confirm({ [channel]: 120 }, [], "e2").data).toEqual({ channels: [channel] });
  second.message(channel, 121);
  await settled();
  expect(got[0]).toEqual({ type: "history_lost", channel, after: 4, resumesAfter: 120 });
  expect(short(got)).toEqual(["history_lost", 121]);
  expect(stage.of("history_lost")).toHaveLength(1);
  expect(stage.client.positions).toEqual({ positions: { [channel]: 121 }, epoch: "e2" });
});

test("a new epoch that begins at smaller sequences is heard from its beginning", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(500);
  connection.drop();
  const second = await stage.reconnect({ epoch: "e2" });
  const resume = second.expect("reconnect");
  second.error({ code: "HISTORY_UNAVAILABLE", message: "another epoch", channel, oldestSequence: 1, sequence: 3 }, resume);
  second.page(resume, [], { positions: {}, complete: {} });
  await settled();
  second.confirm({ [channel]: 3 }, [], "e2");
  second.message(channel, 4);
  await settled();
  expect(short(got)).toEqual(["history_lost", 4]);
});

test("a subscription after a position that is gone is opened anew", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const got: any[] = [];
  stage.client.subscribe([channel], (delivered) => void got.push(delivered), { positions: { [channel]: 7 }, epoch: "e0" });
  const asked = connection.confirm({}, [{ channel, reason: "history_unavailable", oldestSequence: 50, sequence: 60 }]);
  expect(asked.data).toEqual({ channels: [{ channel, afterSequence: 7 }], epoch: "e0" });
  await settled();
  connection.confirm({ [channel]: 60 });
  connection.message(channel, 61);
  await settled();
  expect(short(got)).toEqual(["history_lost", 61]);
  expect(got[0]).toMatchObject({ after: 7, resumesAfter: 60 });
});

test("a channel that is refused on the way back ends, and with it a subscription of nothing else", async () => {
  const stage = new Stage();
  const { connection, got, subscription } = await stage.subscribe(0);
  connection.drop();
  const second = await stage.reconnect();
  const resume = second.expect("reconnect");
  second.error({ code: "INSUFFICIENT_PERMISSIONS", message: "no longer yours", channel }, resume);
  second.page(resume, [], { positions: {}, complete: {} });
  await settled();
  expect(got).toEqual([{ type: "subscription_ended", channel, reason: "no longer yours" }]);
  expect(subscription.channels).toEqual([]);
});

test("a revoked channel is silent from then on", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(0);
  connection.send({ type: "subscription_revoked", data: { channel, reason: "break_ended", lastSequence: 0 } });
  connection.message(channel, 1);
  await settled();
  expect(short(got)).toEqual(["subscription_ended"]);
  expect(stage.client.channels).toEqual([]);
});

test("what is refused at the beginning is in the answer, and the rest is heard", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const got: any[] = [];
  const subscription = stage.client.subscribe([channel, orders], (delivered) => void got.push(delivered));
  const failure = { channel: orders, reason: "insufficient_permissions" };
  connection.confirm({ [channel]: 0 }, [failure]);
  expect((await subscription.ready).failed).toEqual([failure]);
  connection.message(channel, 1);
  await settled();
  expect(short(got)).toEqual(["subscription_ended", 1]);
});

test("a pattern hears channels that join later, and its channels are resumed", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const got: string[] = [];
  stage.client.subscribe(["counter:*:*"], (delivered) => void ("sequence" in delivered && got.push(`${delivered.channel}#${delivered.sequence}`)));
  connection.confirm({ "counter:a:orders": 3 });
  connection.send({ type: "subscription_extended", data: { pattern: "counter:*:*", channels: ["counter:b:orders"] } });
  connection.message("counter:a:orders", 4);
  connection.message("counter:b:orders", 1);
  await settled();
  expect(got).toEqual(["counter:a:orders#4", "counter:b:orders#1"]);
  connection.drop();
  const second = await stage.reconnect();
  expect(second.expect("reconnect").data).toEqual({
    channels: ["counter:*:*", "counter:a:orders", "counter:b:orders"],
    positions: { "counter:a:orders": 4, "counter:b:orders": 1 },
    epoch: "e1",
  });
});

test("two subscriptions of one channel both hear it, and the second asks for nothing", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(0);
  connection.message(channel, 1);
  const later: any[] = [];
  const second = stage.client.subscribe([channel], (delivered) => void later.push(delivered));
  await second.ready;
  connection.message(channel, 2);
  await settled();
  expect(short(got)).toEqual([1, 2]);
  expect(short(later)).toEqual([2]);
  expect(connection.arrived("subscribe")).toEqual([]);
  second.close();
  await settled();
  expect(connection.arrived("unsubscribe")).toEqual([]);
});

test("who joins a channel with an older position is told what does not come", async () => {
  const stage = new Stage();
  const { connection } = await stage.subscribe(9);
  const later: any[] = [];
  stage.client.subscribe([channel], (delivered) => void later.push(delivered), { positions: { [channel]: 4 }, epoch: "e1" });
  connection.message(channel, 10);
  await settled();
  expect(short(later)).toEqual(["history_lost", 10]);
  expect(later[0]).toMatchObject({ after: 4, resumesAfter: 9 });
});

test("a closed subscription is left, and heard again when it is wanted again", async () => {
  const stage = new Stage();
  const { connection, got, subscription } = await stage.subscribe(0);
  subscription.close();
  connection.message(channel, 1);
  await settled();
  expect(connection.expect("unsubscribe").data).toEqual({ channels: [channel] });
  expect(got).toEqual([]);
  const again: any[] = [];
  stage.client.subscribe([channel], (delivered) => void again.push(delivered));
  connection.confirm({ [channel]: 1 });
  connection.message(channel, 2);
  await settled();
  expect(short(again)).toEqual([2]);
});

test("a channel that goes with a pattern and is wanted by its name is asked for again", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const all = stage.client.subscribe(["cafe:demo:*"], () => {});
  connection.confirm({ [channel]: 4, "cafe:demo:staff": 2 });
  stage.client.subscribe([channel], () => {});
  all.close();
  await settled();
  const unsubscribe = connection.expect("unsubscribe");
  expect(unsubscribe.data.channels.sort()).toEqual(["cafe:demo:*", "cafe:demo:staff"]);
  connection.send({ type: "unsubscription_confirmed", data: { channels: [channel, "cafe:demo:staff"] }, correlationId: unsubscribe.messageId });
  await settled();
  expect(connection.expect("subscribe").data.channels).toEqual([{ channel, afterSequence: 4 }]);
});

test("a subscription that was made offline is opened by the next session", async () => {
  const stage = new Stage();
  const got: any[] = [];
  stage.client.subscribe([channel], (delivered) => void got.push(delivered));
  const connection = await stage.connect();
  connection.confirm({ [channel]: 0 });
  connection.message(channel, 1);
  await settled();
  expect(short(got)).toEqual([1]);
});

test("a subscription whose answer is lost with the connection is asked for again", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const subscription = stage.client.subscribe([channel], () => {});
  connection.expect("subscribe");
  connection.drop();
  const second = await stage.reconnect();
  second.confirm({ [channel]: 0 });
  expect((await subscription.ready).failed).toEqual([]);
});

test("what does not fit in is fetched once there is room, and memory stays bounded", async () => {
  const stage = new Stage({ inboxCapacity: 4 });
  const connection = await stage.connect();
  const got: number[] = [];
  let goOn = () => {};
  stage.client.subscribe([channel], async (delivered) => {
    got.push((delivered as any).sequence);
    await new Promise<void>((resolve) => (goOn = resolve));
  });
  connection.confirm({ [channel]: 0 });
  for (let sequence = 1; sequence <= 20; sequence++) {
    connection.message(channel, sequence);
  }

  connection.send({ type: "pong", data: { heads: { [channel]: 20 } } });
  await stage.clock.pass(2_000);
  expect(connection.arrived("reconnect")).toEqual([]);
  for (let handled = 0; handled < 20; handled++) {
    goOn();
    await settled();
    for (const request of connection.arrived("reconnect")) {
      const from = connection.expect("reconnect").data.positions[channel];
      const missed = Array.from({ length: 20 - from }, (_, at) => message(channel, from + 1 + at));
      connection.page(request, missed, { positions: { [channel]: 20 } });
      await settled();
    }
  }

  expect(got).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
});

test("what did not fit in during a replay is fetched after it, where room was made meanwhile", async () => {
  const stage = new Stage({ inboxCapacity: 2 });
  const connection = await stage.connect();
  const subscription = stage.client.subscribe([channel]);
  const iterator = subscription[Symbol.asyncIterator]();
  connection.confirm({ [channel]: 0 });
  connection.message(channel, 5);
  const filling = connection.expect("reconnect");
  connection.page(filling, [1, 2, 3].map((sequence) => message(channel, sequence)));
  expect([await iterator.next(), await iterator.next()].map(({ value }) => (value as any).sequence)).toEqual([1, 2]);
  connection.page(filling, [4, 5].map((sequence) => message(channel, sequence)), { positions: { [channel]: 5 } });
  await settled();
  expect(connection.expect("reconnect").data.positions).toEqual({ [channel]: 2 });
});

test("iteration takes one message after the other, and leaving the loop ends the subscription", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const subscription = stage.client.subscribe([channel]);
  connection.confirm({ [channel]: 0 });
  [1, 2, 3].forEach((sequence) => connection.message(channel, sequence));
  const got: number[] = [];
  for await (const delivered of subscription) {
    if (delivered.type === "announcement") {
      got.push(delivered.sequence);
      if (delivered.sequence === 2) {
        break;
      }
    }
  }

  expect(got).toEqual([1, 2]);
  expect(connection.expect("unsubscribe").data.channels).toEqual([channel]);
});

test("a handler that throws is reported, and the next message comes all the same", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const got: number[] = [];
  stage.client.subscribe([channel], (delivered) => {
    if (delivered.type === "announcement") {
      got.push(delivered.sequence);
      if (delivered.sequence === 1) {
        throw new Error("no such element");
      }
    }
  });
  connection.confirm({ [channel]: 0 });
  connection.message(channel, 1);
  connection.message(channel, 2);
  await settled();
  expect(got).toEqual([1, 2]);
  expect(stage.of("handler_failed").map(({ fault }) => (fault as Error).message)).toEqual(["no such element"]);
});

test("frames that are no messages are reported and change nothing", async () => {
  const stage = new Stage();
  const { connection, got } = await stage.subscribe(0);
  connection.sendText("{");
  connection.sendText("[]");
  connection.sendText(new ArrayBuffer(4));
  connection.send({ type: "of_a_later_version", data: {} });
  connection.message(channel, 1);
  await settled();
  expect(short(got)).toEqual([1]);
  expect(stage.of("error_reported")).toHaveLength(3);
});
