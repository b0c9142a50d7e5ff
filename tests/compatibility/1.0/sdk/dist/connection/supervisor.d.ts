import { ClientStopped } from "../contract/errors.js";
import type { Transport } from "../contract/events.js";
import type { Core } from "./core.js";
import type { LiveSession } from "./live.js";
/** Keeps one session after the other, until the client is closed or a server says never again. */
export declare class Supervisor {
    private readonly core;
    /** The connection, or the attempt at one; undefined while the client waits. */
    session: LiveSession | undefined;
    private readonly place;
    private readonly reconnection;
    private socketFailures;
    private socketFailedAt;
    private wakeNow;
    private readonly waiting;
    private stopped;
    constructor(core: Core);
    /** By what the client is connected; undefined while it is not. */
    get transport(): Transport | undefined;
    /** Waits for a session. Throws {@link ClientStopped} where there will be none. */
    ready(): Promise<void>;
    /** Begins; from then on it keeps the client connected. */
    start(): void;
    /** Ends everything: who waits is told why. */
    stop(reason: ClientStopped): void;
    private run;
    private live;
    private events;
    private learn;
    private pause;
    private wake;
}
