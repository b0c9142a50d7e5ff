// @ts-check
// A machine at a counter: makes whatever is ordered there, at once. Needs a token of somebody who works at the counter.
// usage: TABLETAP_TOKEN=… node counter-bot.mjs http://localhost:3001 espresso
import { CommandRefused, TableTapClient } from "@tabletap/client";
import { WebSocket } from "ws";

const [url = "http://localhost:3001", counterId = "espresso"] = process.argv.slice(2);
const client = new TableTapClient({
  url,
  token: process.env.TABLETAP_TOKEN ?? "",
  // Node has sockets of its own from version 22 on.
  platform: { WebSocket: globalThis.WebSocket ?? WebSocket },
});
process.once("SIGTERM", () => client.close());
await client.connect();
const tickets = client.subscribe([`counter:${counterId}:orders`]);
await tickets.ready;
console.log(`The bot works at ${counterId}.`);

for await (const message of tickets) {
  if (message.type !== "order_assigned") {
    continue;
  }

  const { orderId, orderNumber } = message.data;
  try {
    for (const status of /** @type {const} */ (["preparing", "ready"])) {
      // The id comes from the order: a bot that starts again does nothing twice.
      await client.command("order_status_update", { orderId, status }, { messageId: `bot-${status}-${orderId}` });
    }

    console.log(`${orderNumber} is ready.`);
  } catch (fault) {
    if (!(fault instanceof CommandRefused)) {
      throw fault;
    }

    console.log(`${orderNumber}: ${fault.message}`);
  }
}
