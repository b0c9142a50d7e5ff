import { type EventSourceMessage } from "eventsource-parser";
import type { Settings } from "../contract/options.js";
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
export declare function listenToEvents(settings: Settings, channels: readonly string[], token: string, lastEventId: string | undefined, signal: AbortSignal, listener: EventsListener): Promise<void>;
