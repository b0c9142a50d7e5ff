import type { ErrorFrame, Session } from "./messages.js";
/** How current what the application shows is. */
export interface Freshness {
    /**
     * `live`: what the server tells comes at once. `behind`: connected, and fetching what was missed. `silent`: connected, but the
     * server has not answered a ping. `connecting`: no connection; the client tries again by itself. `stopped`: it tries no more.
     */
    readonly state: "live" | "behind" | "silent" | "connecting" | "stopped";
    /** Since when it is so, in milliseconds since 1970. */
    readonly since: number;
    /** When the server was heard last, in milliseconds since 1970; null before the first time. */
    readonly lastHeardAt: number | null;
    /** When the last message of a channel came, in milliseconds since 1970; null before the first one. */
    readonly lastMessageAt: number | null;
    /** The sequence of that message; null before the first one. */
    readonly sequence: number | null;
}
/** By what the client is connected: a WebSocket, or a stream of Server-Sent Events. */
export type Transport = "socket" | "events";
/** Something that happened to the connection. */
export type ClientEvent = 
/** A session began. */
{
    readonly type: "connected";
    readonly transport: Transport;
    readonly session: Session | undefined;
}
/** The connection is gone; the client tries again by itself after so many milliseconds. */
 | {
    readonly type: "disconnected";
    readonly reason: string;
    readonly closeCode?: number;
    readonly retryIn: number;
}
/** Everything that was missed has come. */
 | {
    readonly type: "resumed";
}
/** Something between two messages is missing, or the server is ahead: the client fetches it. */
 | {
    readonly type: "fell_behind";
    readonly channel: string;
    readonly after: number;
}
/** A replay passed over sequences which this reader may not see (section 3, covers). */
 | {
    readonly type: "sequences_withheld";
    readonly channel: string;
    readonly after: number;
    readonly before: number;
}
/** What was told on a channel is gone (section 7). */
 | {
    readonly type: "history_lost";
    readonly channel: string;
    readonly after: number;
}
/** A channel is heard no more. */
 | {
    readonly type: "subscription_ended";
    readonly channel: string;
    readonly reason: string;
}
/** A pattern covers more channels now. */
 | {
    readonly type: "subscription_extended";
    readonly pattern: string;
    readonly channels: readonly string[];
}
/** The session was renewed. */
 | {
    readonly type: "session_renewed";
    readonly sessionExpiresAt: string;
}
/** An error of the server that answers nothing, or a frame that is no message. */
 | {
    readonly type: "error_reported";
    readonly error: ErrorFrame;
}
/** A handler or a listener of the application threw. */
 | {
    readonly type: "handler_failed";
    readonly fault: unknown;
}
/** The freshness is another one. */
 | {
    readonly type: "freshness_changed";
    readonly freshness: Freshness;
}
/** The client has stopped for good. */
 | {
    readonly type: "stopped";
    readonly reason: string;
    readonly closeCode?: number;
};
