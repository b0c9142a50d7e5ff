// @ts-check
// A back end that has an ordering system of its own, and tells through TableTap what happens there. Needs a token of a service.
// usage: TABLETAP_TOKEN=… node back-end.mjs http://localhost:3001 demo "Fresh cake"
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const [url = "http://localhost:3001", cafeId = "demo", text = "Fresh cake"] = process.argv.slice(2);

/**
 * Publishes messages; asks again under the same ids until there is an answer, so that each is told once.
 * @param {object[]} messages
 */
async function publish(messages) {
  for (let wait = 250; ; wait = Math.min(wait * 2, 30_000)) {
    const answer = await fetch(`${url}/v1/publish`, {
      method: "POST",
      headers: { authorization: `Bearer ${process.env.TABLETAP_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ messages }),
    }).catch(() => undefined);
    if (answer?.ok) {
      return (await answer.json()).results;
    }

    if (answer && answer.status < 500 && answer.status !== 429) {
      throw new Error(`The server refused: ${await answer.text()}`);
    }

    await pause(Math.random() * wait);
  }
}

const id = randomUUID();
const [result] = await publish([
  { messageId: id, type: "announcement", channel: `cafe:${cafeId}:general`, data: { announcementId: id, message: text } },
]);
console.log(result.error ? `Refused: ${result.error.message}` : `Told as number ${result.sequence} of ${result.channel}.`);
