import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { Settings } from "../contract/options.js";
import { request } from "./http.js";

/** What a stream of events tells. */
export interface EventsListener {
  /** An event came; waits until there is room for the next. */
  readonly onEvent: (event: EventSourceMessage) => Promise<void>;
  /** Something came, be it only a sign of life. */
  readonly onBytes: () => void;
}

/**
 * Listens to channels as Server-Sent Events until the stream ends (section 10). By `fetch` and not by `EventSource`, whose token would
 * stand in the address, and which Node does not have.
 */
export async function listenToEvents(
  settings: Settings,
  channels: readonly string[],
  token: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
  listener: EventsListener,
): Promise<void> {
  const answer = await request(settings, `/v1/events?channels=${encodeURIComponent(channels.join(","))}`, token, {
    signal,
    headers: { accept: "text/event-stream", ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
  });
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => arrived.push(event) });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    listener.onBytes();
    parser.feed(part.value);
    for (const event of arrived.splice(0)) {
      await listener.onEvent(event);
    }
  }
}
