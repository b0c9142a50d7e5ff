import type { ErrorFrame, Refusal, ErrorCode } from "./messages.js";
/** Something that the server or this client could not do. */
export declare class TableTapError extends Error {
    /** The server's error code, if it gave one (section 2). */
    readonly code?: ErrorCode | undefined;
    /** How many seconds to wait before another attempt, where waiting helps. */
    readonly retryAfter?: number | undefined;
    name: string;
    constructor(message: string, 
    /** The server's error code, if it gave one (section 2). */
    code?: ErrorCode | undefined, 
    /** How many seconds to wait before another attempt, where waiting helps. */
    retryAfter?: number | undefined);
}
/** The server refused a command; nothing was changed (section 4). */
export declare class CommandRefused extends TableTapError {
    /** The id of the command. */
    readonly messageId: string;
    name: string;
    readonly code: ErrorCode;
    /** What breaks the rules of the command's type, each with its path. */
    readonly details: readonly {
        path: string;
        problem: string;
    }[];
    /** How the order stands, or what one would cost. */
    readonly current: Refusal["current"];
    /** The limit that was passed. */
    readonly limit: number | undefined;
    /** The window of the limit, in seconds. */
    readonly window: number | undefined;
    /** The role that would reach. */
    readonly requiredRole: Refusal["requiredRole"];
    constructor(
    /** The id of the command. */
    messageId: string, refusal: Refusal);
}
/** A command got no answer in time; whether it happened is not known. Sent again under the same id it happens once. */
export declare class CommandUnanswered extends TableTapError {
    /** The id of the command. */
    readonly messageId: string;
    name: string;
    constructor(
    /** The id of the command. */
    messageId: string, reason: string);
}
/** Too many commands wait for their answers; this one was not taken and did not happen. */
export declare class CommandQueueFull extends TableTapError {
    name: string;
}
/** The client has stopped for good: it was closed, or the server will not have it (section 1, close codes). */
export declare class ClientStopped extends TableTapError {
    /** The close code of the server, if it gave one. */
    readonly closeCode?: number | undefined;
    name: string;
    constructor(message: string, 
    /** The close code of the server, if it gave one. */
    closeCode?: number | undefined, code?: ErrorCode);
}
/** An error of the server about a request that is no command. */
export declare function refusedRequest(error: ErrorFrame): TableTapError;
