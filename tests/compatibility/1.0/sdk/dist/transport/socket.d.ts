import type { SocketConstructor } from "../platform/platform.js";
/** What a socket tells. After {@link SocketLink.leave} it tells nothing more. */
export interface SocketListener {
    readonly onText: (text: unknown) => void;
    readonly onClosed: (code: number, reason: string) => void;
}
/** A WebSocket whose token goes beside the subprotocol, so that it stands in no log of addresses (section 1). */
export declare class SocketLink {
    private readonly socket;
    constructor(WebSocket: SocketConstructor, url: string, token: string, listener: SocketListener);
    /** Sends a text; what is closing already takes nothing. */
    send(text: string): void;
    /** Closes it, and listens no more. */
    leave(reason: string): void;
}
