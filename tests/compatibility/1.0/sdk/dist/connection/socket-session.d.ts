import type { PendingCommand } from "../commands/pending.js";
import type { Session } from "../contract/messages.js";
import type { SocketConstructor } from "../platform/platform.js";
import type { Core } from "./core.js";
import type { SessionEnd } from "./end.js";
import type { LiveSession } from "./live.js";
/** One WebSocket's life: reads its frames in order and keeps the session going (section 1). */
export declare class SocketSession implements LiveSession {
    private readonly core;
    private readonly begun;
    established: Session | undefined;
    readonly ended: Promise<SessionEnd>;
    private readonly scope;
    private readonly link;
    private parts;
    private limiter;
    private began;
    private lastError;
    private advisedUntil;
    private finish;
    constructor(core: Core, WebSocket: SocketConstructor, token: string, begun: () => void);
    get live(): boolean;
    send(command: PendingCommand): void;
    subscribe(): void;
    fill(): void;
    check(): void;
    abandon(pause: number): void;
    close(): void;
    private lose;
    private closed;
    private end;
    private take;
    private takeOwn;
    private begin;
    private giveKey;
    private deliver;
    private replay;
    private takeError;
    private leaveAfter;
    /** Sends a request when its turn has come; answers how long that is. */
    private ask;
    private write;
}
