import type { Subscriptions } from "../delivery/subscriptions.js";
import type { Scope } from "../platform/scope.js";
import type { FreshnessRecord } from "./freshness.js";
/** What a heartbeat needs of its session. */
export interface HeartbeatParts {
    readonly scope: Scope;
    readonly interval: number;
    readonly answerTimeout: number;
    readonly grace: number;
    readonly subscriptions: Subscriptions;
    readonly freshness: FreshnessRecord;
    readonly ping: () => void;
    readonly behind: (channel: string) => void;
    /** The server is silent. */
    readonly lost: () => void;
    /** The server has spoken again. */
    readonly back: () => void;
}
/** Pings, notices a server that is silent, and compares the `heads` of each `pong` with what was received (sections 1 and 2). */
export declare class Heartbeat {
    private readonly parts;
    private unanswered;
    constructor(parts: HeartbeatParts);
    /** A frame came, so the server is there. */
    heard(): void;
    /** Asks the server at once whether it is there. */
    check(): void;
    /** Fetches what is still behind the heads after the grace. */
    compare(heads: Readonly<Record<string, number>>): void;
    private isAhead;
    private plan;
}
