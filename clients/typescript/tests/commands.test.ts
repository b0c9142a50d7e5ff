import { CommandQueueFull, CommandRefused, CommandUnanswered, type CommandResult } from "@tabletap/client";
import { expect, test } from "vitest";
import { settled } from "./fake/clock.js";
import { Stage } from "./fake/stage.js";

const latte = { cafeId: "demo", items: [{ itemId: "latte", quantity: 1 }], orderType: "takeaway" } as const;
const order = (stage: Stage, options?: { messageId?: string; deadline?: number }): Promise<CommandResult> => {
  const answer = stage.client.command("order_create", { ...latte, items: [...latte.items] }, options);
  answer.catch(() => {});
  return answer;
};

test("a command resolves with what the server made", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const answer = order(stage);
  await settled();
  const sent = connection.expect("order_create");
  expect(sent.data).toEqual(latte);
  expect(sent.messageId).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  connection.acknowledge(sent, { orderId: "o1", orderNumber: "ORD-000001" });
  expect(await answer).toEqual({ orderId: "o1", orderNumber: "ORD-000001" });
});

test("a refusal is a typed error with everything that helps", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const answer = order(stage);
  await settled();
  const sent = connection.expect("order_create");
  const details = [{ path: "data.items", problem: "is empty" }];
  const current = { status: "preparing", orderVersion: 7 };
  connection.refuse(sent, { code: "CONFLICT", message: "moved", details, current, requiredRole: "manager", limit: 3, window: 60 });
  const fault = await answer.catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(CommandRefused);
  expect(fault).toMatchObject({ code: "CONFLICT", message: "moved", details, current, requiredRole: "manager", limit: 3, window: 60, messageId: sent.messageId });
});

test("a lost acknowledgement is asked for again under the same id and with the same text", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const answer = order(stage);
  await settled();
  const first = connection.expect("order_create");
  connection.drop();
  const second = await stage.reconnect();
  const repeated = second.expect("order_create");
  expect(repeated).toEqual(first);
  second.acknowledge(repeated, { orderId: "o1" });
  expect(await answer).toEqual({ orderId: "o1" });
});

test("a command without an answer is sent again after its time, and a late answer counts once", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const answer = order(stage);
  await stage.clock.pass(9_999);
  const first = connection.expect("order_create");
  expect(connection.arrived("order_create")).toEqual([]);
  await stage.clock.pass(1);
  const again = connection.expect("order_create");
  expect(again).toEqual(first);
  connection.acknowledge(first, { orderId: "o1" });
  connection.acknowledge(again, { orderId: "o1" });
  expect(await answer).toEqual({ orderId: "o1" });
  await stage.clock.pass(15_000);
  expect(connection.arrived("order_create")).toEqual([]);
});

test("a limit and a busy server are waited out, and the command goes again", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const answer = order(stage);
  await settled();
  connection.refuse(connection.expect("order_create"), { code: "RATE_LIMIT_EXCEEDED", message: "slowly", retryAfter: 5 });
  await stage.clock.pass(4_999);
  expect(connection.arrived("order_create")).toEqual([]);
  await stage.clock.pass(1);
  connection.refuse(connection.expect("order_create"), { code: "SERVICE_UNAVAILABLE", message: "busy" });
  await stage.clock.pass(1_000);
  connection.acknowledge(connection.expect("order_create"));
  expect(await answer).toEqual({});
});

test("a pause of more than a minute is the application's to know", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const answer = order(stage);
  await settled();
  connection.refuse(connection.expect("order_create"), { code: "RATE_LIMIT_EXCEEDED", message: "slowly", retryAfter: 600 });
  await expect(answer).rejects.toMatchObject({ code: "RATE_LIMIT_EXCEEDED", retryAfter: 600 });
});

test("a pause that is longer than what is left of the deadline is not waited for", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const answer = order(stage, { deadline: 5_000 });
  await settled();
  connection.refuse(connection.expect("order_create"), { code: "SERVICE_UNAVAILABLE", message: "busy", retryAfter: 10 });
  await expect(answer).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE", retryAfter: 10 });
});

test("commands that are given offline go in their order when the connection is there", async () => {
  const stage = new Stage();
  const answers = ["a", "b", "c"].map((messageId) => order(stage, { messageId }));
  const connection = await stage.connect();
  expect(connection.arrived("order_create").map(({ messageId }) => messageId)).toEqual(["a", "b", "c"]);
  connection.arrived("order_create").forEach((sent) => connection.acknowledge(sent, { orderId: sent.messageId }));
  expect(await Promise.all(answers)).toEqual([{ orderId: "a" }, { orderId: "b" }, { orderId: "c" }]);
});

test("a full queue refuses at once, and has room again after an answer", async () => {
  const stage = new Stage({ maxCommands: 2 });
  const connection = await stage.connect();
  const first = order(stage);
  void order(stage);
  await expect(order(stage)).rejects.toBeInstanceOf(CommandQueueFull);
  await settled();
  connection.acknowledge(connection.expect("order_create"));
  await first;
  void order(stage);
  await settled();
  expect(connection.arrived("order_create")).toHaveLength(2);
});

test("at its deadline a command ends, and whether it happened is said to be unknown", async () => {
  const stage = new Stage();
  await stage.connect();
  const answer = order(stage, { deadline: 5_000, messageId: "once" });
  await stage.clock.pass(5_000);
  await expect(answer).rejects.toBeInstanceOf(CommandUnanswered);
  await expect(answer).rejects.toMatchObject({ messageId: "once" });
});

test("an id that waits already, and one that is none, are refused", async () => {
  const stage = new Stage();
  void order(stage, { messageId: "once" });
  await expect(order(stage, { messageId: "once" })).rejects.toBeInstanceOf(RangeError);
  await expect(order(stage, { messageId: "not an id" })).rejects.toBeInstanceOf(RangeError);
});

test("an error that names the command answers it", async () => {
  const stage = new Stage();
  const connection = await stage.connect();
  const answer = order(stage);
  await settled();
  connection.error({ code: "MALFORMED_MESSAGE", message: "nested too deep" }, connection.expect("order_create"));
  await expect(answer).rejects.toMatchObject({ code: "MALFORMED_MESSAGE" });
});

test("no more messages go in a minute than the server allows", async () => {
  const stage = new Stage({ maxCommands: 1_000, answerTimeout: 600_000, heartbeatInterval: 3_600_000 });
  const connection = await stage.connect();
  Array.from({ length: 250 }, () => order(stage));
  await stage.clock.pass(59_999);
  expect(connection.arrived("order_create")).toHaveLength(100);
  await stage.clock.pass(1);
  expect(connection.arrived("order_create")).toHaveLength(200);
});

test("closing the client ends the waiting", async () => {
  const stage = new Stage();
  await stage.connect();
  const answer = order(stage);
  await settled();
  stage.client.close();
  await expect(answer).rejects.toBeInstanceOf(CommandUnanswered);
});
