import type { ErrorCode } from "../contract/messages.js";
/** How a connection, or the attempt at one, ended. */
export interface SessionEnd {
    /** What happened, for a person. */
    readonly reason: string;
    /** The server's close code, if it gave one. */
    readonly closeCode?: number | undefined;
    /** The code of the server's last error about the connection. */
    readonly code?: ErrorCode | undefined;
    /** For how many milliseconds the server asked to stay away. */
    readonly retryAfter?: number | undefined;
    /** How many milliseconds the session lived; undefined where it never began. */
    readonly lived?: number | undefined;
}
