import type { Freshness } from "../contract/events.js";
/** Keeps how current everything is, and tells when its state changes. */
export declare class FreshnessRecord {
    private readonly now;
    private readonly changed;
    private state;
    private since;
    private lastHeardAt;
    private lastMessageAt;
    private sequence;
    constructor(now: () => number, changed: (freshness: Freshness) => void);
    /** How it is now. */
    get current(): Freshness;
    /** Another state began, if it is another one. */
    become(state: Freshness["state"]): void;
    /** The server said something. */
    heard(): void;
    /** A message of a channel came. */
    message(sequence: number): void;
}
