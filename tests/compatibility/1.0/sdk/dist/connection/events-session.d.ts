import type { PendingCommand } from "../commands/pending.js";
import type { Session } from "../contract/messages.js";
import type { Core } from "./core.js";
import type { SessionEnd } from "./end.js";
import type { LiveSession } from "./live.js";
/** The place in the last stream, which outlives it. */
export interface EventPlace {
    lastEventId: string | undefined;
}
/**
 * A stream of Server-Sent Events, for networks that let no WebSocket through: it listens only, and commands go over HTTP (section 10).
 * Other channels mean another stream, which goes on where this one ended.
 */
export declare class EventsSession implements LiveSession {
    private readonly core;
    private readonly token;
    private readonly place;
    private readonly begun;
    established: Session | undefined;
    live: boolean;
    readonly ended: Promise<SessionEnd>;
    private readonly scope;
    private readonly abort;
    private readonly began;
    private readonly names;
    private openings;
    private cancelSilence;
    private lastError;
    private posting;
    private finish;
    constructor(core: Core, token: string, place: EventPlace, begun: () => void);
    send(command: PendingCommand): void;
    subscribe(): void;
    fill(): void;
    check(): void;
    abandon(pause: number): void;
    close(): void;
    private again;
    private end;
    private listen;
    private refused;
    private heard;
    private begin;
    private take;
    private takeOwn;
    private confirm;
    private beginAt;
    private deliver;
    private post;
}
