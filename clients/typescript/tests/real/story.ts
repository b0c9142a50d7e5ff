import type { Delivered, Followed, TableTapClient } from "@tabletap/client";
import { generateKeyPair, exportJWK } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Heard, program, RealServer } from "./server.js";

type Guest = "orders:customer:ada";
const cappuccino = { cafeId: "demo", items: [{ itemId: "cappuccino", quantity: 1 }], orderType: "takeaway" } as const;
const order = () => ({ ...cappuccino, items: [...cappuccino.items] });
const isType =
  <Type extends string>(type: Type) =>
  <Item extends { type: string }>(item: Item): item is Extract<Item, { type: Type }> =>
    item.type === type;

/**
 * What every client goes through with the real server: that of today, and those of earlier releases, so that only what the first release
 * could do stands here.
 */
export function story(name: string, Client: typeof TableTapClient): void {
  describe.skipIf(!program)(`${name} with the real server (a build of the repository, or TABLETAP_BINARY)`, () => tell(Client));
}

function tell(Client: typeof TableTapClient): void {
  let server: RealServer;
  beforeAll(async () => void (server = await RealServer.start({ TABLETAP__Security__PaymentEncryption: "Always" }, Client)));
  afterAll(() => server.remove());

  test("a guest orders, pays and is called, over a server that is killed in the middle", async () => {
    const ada = await server.token("ada", "customer");
    const { client: guest, events } = await server.client({ token: ada });
    const { client: anna } = await server.client({ token: await server.token("anna", "employee") });
    const heard = new Heard<Delivered<Guest>>();
    const tickets = new Heard<Delivered<"counter:espresso:orders">>();
    await guest.subscribe(["orders:customer:ada"], heard.add).ready;
    await anna.subscribe(["counter:espresso:orders"], tickets.add).ready;
    const { orderId } = await guest.command("order_create", order(), { messageId: "order-1" });

    await server.kill();
    const repeated = guest.command("order_create", order(), { messageId: "order-1" });
    await server.startAgain();
    expect((await repeated).orderId).toBe(orderId);
    await server.ask("/v1/payments/test", ada, { orderId, token: "tok_ok" });
    const ticket = await tickets.find(isType("order_assigned"));
    await anna.command("order_status_update", { orderId: ticket.data.orderId, status: "preparing" });
    await anna.command("order_status_update", { orderId: ticket.data.orderId, status: "ready" });
    const ready = await heard.find(isType("order_ready"));
    expect((ready.data as { pickupCode?: string }).pickupCode).toMatch(/^\d{4}$/);
    const sequences = heard.all.map((item) => ("sequence" in item ? item.sequence : item.type));
    expect(sequences).toEqual(sequences.map((_, at) => at + 1));
    expect(heard.all.filter(isType("order_created"))).toHaveLength(1);
    await expect.poll(() => events.some(isType("resumed"))).toBe(true);
    await expect.poll(() => guest.freshness).toMatchObject({ state: "live", sequence: sequences.at(-1) });
  });

  test("a session is renewed before it ends, and a token that is not taken is replaced", async () => {
    // The server asks for another token a minute before the end.
    const short = server.shortToken("ada", "customer", 61);
    const long = await server.token("ada", "customer");
    const asked: boolean[] = [];
    const renewed = new Heard<{ type: string }>();
    await server.client({
      token: ({ refused }) => {
        asked.push(refused);
        return ["no.token.at-all", short, long][asked.length - 1] ?? long;
      },
      onEvent: renewed.add,
    });
    await renewed.find(isType("session_renewed"));
    expect(asked).toEqual([false, true, false]);
  });

  test("a state is followed without gap or double, also beside other subscriptions", async () => {
    const maya = await server.token("maya", "manager");
    const { client } = await server.client({ token: maya });
    const general = new Heard<Delivered<"cafe:demo:general">>();
    const followed = new Heard<Followed<{ orders: object[] }>>();
    await client.subscribe(["cafe:demo:general"], general.add).ready;
    client.follow<{ orders: object[] }>("/v1/cafes/demo/board", followed.add);
    const shown = (await followed.find(isType("state"))).state.orders;
    await client.command("announcement_publish", { audience: "everyone", message: "Fresh cake" });
    await followed.find(isType("announcement"));
    await general.find(isType("announcement"));
    const { orders } = await client.load<{ orders: object[] }>("/v1/cafes/demo/board");
    expect(orders).toEqual(shown);
    await expect(client.load("/v1/cafes/other/board")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(client.follow("/v1/cafes/other/board")[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("where no socket gets through, events do, over a restart and with another channel", async () => {
    class Refused {
      readonly readyState = 3;
      onmessage = null;
      onerror = null;
      onclose: ((event: { code: number; reason: string }) => void) | null = null;
      constructor() {
        setTimeout(() => this.onclose?.({ code: 1006, reason: "" }));
      }
      send(): void {}
      close(): void {}
    }
    const { client } = await server.client({ token: await server.token("maya", "manager"), platform: { WebSocket: Refused } });
    expect(client.transport).toBe("events");
    const general = new Heard<Delivered<"cafe:demo:general">>();
    const staff = new Heard<Delivered<"cafe:demo:staff">>();
    const announce = (message: string) => client.command("announcement_publish", { audience: "everyone", message });
    await client.subscribe(["cafe:demo:general"], general.add).ready;
    await announce("one");
    await general.find(isType("announcement"));
    await server.kill();
    const two = announce("two");
    await server.startAgain();
    await two;
    await client.subscribe(["cafe:demo:staff"], staff.add).ready;
    await announce("three");
    await staff.find((item) => item.type === "announcement" && item.data.message === "three");
    await general.find((item) => item.type === "announcement" && item.data.message === "three");
    const texts = general.all.map((item) => (item.type === "announcement" ? item.data.message : item.type));
    expect(texts).toEqual(["one", "two", "three"]);
    await expect(client.command("order_rate", { orderId: "none", stars: 5 })).rejects.toMatchObject({ name: "CommandRefused" });
  });

  test("payment data comes encrypted, and reaches the application in plain text", async () => {
    const { privateKey } = await generateKeyPair("ECDH-ES", { crv: "P-256", extractable: true });
    const grace = await server.token("grace", "customer");
    const { client, events } = await server.client({ token: grace, encryptionKey: await exportJWK(privateKey) });
    const heard = new Heard<Delivered<"orders:customer:grace">>();
    await client.subscribe(["orders:customer:grace"], heard.add).ready;
    const { orderId } = await client.command("order_create", order());
    await server.ask("/v1/payments/test", grace, { orderId, token: "tok_ok" });
    const paid = await heard.find(isType("payment_processed"));
    expect(paid.data).toMatchObject({ orderId, method: "card", status: "success" });
    expect(paid.data).not.toHaveProperty("encrypted");
    expect(events.filter(isType("error_reported"))).toEqual([]);
  });
}
