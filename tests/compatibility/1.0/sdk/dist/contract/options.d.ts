import type { PrivateJwk } from "./keys.js";
import { type Platform } from "../platform/platform.js";
import type { ClientEvent } from "./events.js";
/** Gives a token. `refused` says that the server refused the last one, so that a kept one is of no use. */
export type TokenSource = (request: {
    readonly refused: boolean;
}) => string | Promise<string>;
/** How a client connects and behaves (sections 1, 4, 7 and 8). All times are milliseconds. */
export interface ClientOptions {
    /** The server's address, such as `https://cafe.example`; `ws` and `wss`, a path before it and `/v1` behind it are understood. */
    readonly url: string;
    /** A token, or what gives one: asked before each connection, before the session ends, and after a refusal. */
    readonly token: string | TokenSource;
    /** Hears what happens to the connection. */
    readonly onEvent?: (event: ClientEvent) => void;
    /**
     * `auto`: a WebSocket, and Server-Sent Events where two attempts in a row did not get through. `socket` and `events`: only
     * that. Default `auto`.
     */
    readonly transport?: "auto" | "socket" | "events";
    /** How long a connection may take until the session begins. Default 10,000. */
    readonly connectTimeout?: number;
    /** The longest wait before the first reconnection; doubles with each failure. Every wait is random up to its longest. Default 250. */
    readonly firstBackoff?: number;
    /** The longest wait between two attempts. Default 30,000. */
    readonly maxBackoff?: number;
    /** How often a `ping` is sent. Default: what the server says, 30,000. */
    readonly heartbeatInterval?: number;
    /** How long an answer may take on a live connection: then a command is sent again, and a silent connection is given up. Default 10,000. */
    readonly answerTimeout?: number;
    /** How long a command is tried in all, over reconnections and pauses (section 4). Default 120,000. */
    readonly commandDeadline?: number;
    /** How many commands may wait for their answers, offline ones included. Default 100. */
    readonly maxCommands?: number;
    /** How long the client may be behind the `heads` of a `pong` before it fetches what is missing (section 2). Default 2,000. */
    readonly catchUpGrace?: number;
    /** How often handled messages are confirmed (section 7). Default 250. */
    readonly ackInterval?: number;
    /**
     * How many messages of a subscription wait for the application. What does not fit is fetched from the server's history once there
     * is room; nothing is lost. Default 1,024.
     */
    readonly inboxCapacity?: number;
    /** How long events are listened to before the WebSocket is tried again. Default 300,000. */
    readonly socketRetry?: number;
    /** The private key, on P-256, to which payment data is encrypted (section 9). Needs the package `jose`. */
    readonly encryptionKey?: PrivateJwk;
    /** The private key, on P-256, that the token's `cnf.jwk` names: commands that must be signed are signed with it (section 9). Needs `jose`. */
    readonly signingKey?: PrivateJwk;
    /** Parts of the machine to replace, for tests, or where there is no `WebSocket`: `{ WebSocket }` of the package `ws`. */
    readonly platform?: Partial<Platform>;
}
type Defaulted = "transport" | "connectTimeout" | "firstBackoff" | "maxBackoff" | "answerTimeout" | "commandDeadline" | "maxCommands" | "catchUpGrace" | "ackInterval" | "inboxCapacity" | "socketRetry";
/** Options with every default filled in. */
export type Settings = Omit<ClientOptions, Defaulted | "platform"> & Required<Pick<ClientOptions, Defaulted>> & {
    readonly platform: Platform;
    /** The address of HTTP requests, without a slash at its end. */
    readonly http: string;
    /** The address of the socket. */
    readonly socket: string;
};
/** What holds where an option is not given. */
export declare const defaults: Required<Pick<ClientOptions, Defaulted>>;
/** Fills in the defaults. Throws a RangeError where an option is out of its range. */
export declare function settingsOf(options: ClientOptions): Settings;
export {};
