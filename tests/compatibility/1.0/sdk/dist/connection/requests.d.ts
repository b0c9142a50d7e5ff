import type { ErrorFrame } from "../contract/messages.js";
import type { Scope } from "../platform/scope.js";
/** A request about the session that waits for its reply. */
export interface Request {
    readonly type: string;
    /** Takes the reply, before the next frame is read. */
    readonly reply: (data: unknown) => void;
    readonly refuse: (error: ErrorFrame) => void;
    /** Something of the reply came; the rest has its time again. */
    readonly extend: () => void;
}
/** The requests of a session that wait: `subscribe`, `unsubscribe`, `reconnect`, `token_refresh` (sections 1, 3 and 7). */
export declare class Requests {
    private readonly scope;
    private readonly timeout;
    private readonly newId;
    /** Sends; answers how many milliseconds it waits for its turn. */
    private readonly send;
    private readonly open;
    constructor(scope: Scope, timeout: number, newId: () => string, 
    /** Sends; answers how many milliseconds it waits for its turn. */
    send: (type: string, messageId: string, data: unknown) => number);
    /**
     * Sends a request and waits for its reply, which `take` gets first, before the next frame is read. Throws a TableTapError where the
     * server refuses or says nothing in time.
     */
    ask<Reply>(type: string, data: unknown, take?: (reply: Reply) => void): Promise<Reply>;
    /** The request that a reply belongs to: by its id, or the oldest of its type where the reply names none. */
    find(messageId: string | undefined, type: string): Request | undefined;
}
