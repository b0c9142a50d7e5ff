import type { FailedChannel } from "../contract/messages.js";
/** Makes of what came what the application gets; undefined for what it need not get. */
export type Translate<Item> = (raw: unknown) => Promise<Item | undefined>;
/** What a subscription is made of. */
export interface SubscriptionParts<Item> {
    readonly capacity: number;
    readonly translate: Translate<Item>;
    readonly handler: ((item: Item) => unknown) | undefined;
    readonly handlerFailed: (fault: unknown) => void;
    readonly onRoom: (subscription: Subscription<Item>) => void;
    readonly onClose: (subscription: Subscription<Item>) => void;
}
/**
 * What an application hears of some channels: every message once and in order. Where no handler was given, it is read with
 * `for await`; a message counts as handled, and is confirmed where it asks for it, when the next one is asked for.
 */
export declare class Subscription<Item> implements AsyncIterable<Item> {
    private readonly parts;
    private readonly opened;
    private readonly refused;
    private inHand;
    private fault;
    private closed;
    private settle;
    /** Resolves when the server has said of every channel whether it is heard, with those that are not. */
    readonly ready: Promise<{
        readonly failed: readonly FailedChannel[];
    }>;
    /** The names and patterns that are heard. */
    get channels(): readonly string[];
    /** Says that the message in hand is handled, without asking for the next: before leaving a loop for good. */
    confirm(): void;
    /** Ends the subscription. What still waits is not delivered; what is in hand is not confirmed. */
    close(): void;
    /** Reads with `for await`; leaving the loop closes the subscription. */
    [Symbol.asyncIterator](): AsyncIterator<Item, undefined>;
    private next;
    private translated;
    private handAll;
}
