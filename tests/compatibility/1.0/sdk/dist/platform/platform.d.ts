/** A socket as browsers have it; the one of `ws` has the same shape, with other types of events. */
export interface SocketLike {
    readonly readyState: number;
    onmessage: ((event: any) => void) | null;
    onclose: ((event: any) => void) | null;
    onerror: ((event: any) => void) | null;
    send(text: string): void;
    close(code?: number, reason?: string): void;
}
/** Makes sockets: `WebSocket` of browsers and of Node 22, or the one of the package `ws`. */
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;
/** What the client takes from the machine it runs on. Each part can be replaced, for tests or for another machine. */
export interface Platform {
    /** Makes sockets; undefined where there are none, and the client listens to events instead. */
    readonly WebSocket: SocketConstructor | undefined;
    /** Asks over HTTP. */
    readonly fetch: typeof fetch;
    /** The time of day, in milliseconds since 1970. */
    readonly now: () => number;
    /** A steady clock in milliseconds, which nobody sets. */
    readonly elapsed: () => number;
    /** Runs something once after so many milliseconds; what it returns takes that back. */
    readonly after: (milliseconds: number, run: () => void) => () => void;
    /** A random number from 0 to below 1, for the jitter of waits. */
    readonly random: () => number;
    /** A new id, 1 to 64 of `[A-Za-z0-9_-]`, that nobody else makes. */
    readonly newId: () => string;
    /** Calls when the network is back or the page is looked at again; what it returns ends that. */
    readonly onWake: (wake: () => void) => () => void;
}
/** The platform of this browser or this Node. */
export declare function thisPlatform(): Platform;
