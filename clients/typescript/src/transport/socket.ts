import type { SocketConstructor, SocketLike } from "../platform/platform.js";

/** What a socket tells. After {@link SocketLink.leave} it tells nothing more. */
export interface SocketListener {
  readonly onText: (text: unknown) => void;
  readonly onClosed: (code: number, reason: string) => void;
}

const protocol = "tabletap.v1";
const normal = 1000;

/** A WebSocket whose token goes beside the subprotocol, so that it stands in no log of addresses (section 1). */
export class SocketLink {
  private readonly socket: SocketLike;

  constructor(WebSocket: SocketConstructor, url: string, token: string, listener: SocketListener) {
    this.socket = new WebSocket(url, [protocol, `bearer.${token}`]);
    this.socket.onmessage = ({ data }: { data: unknown }) => listener.onText(data);
    this.socket.onclose = ({ code, reason }: { code: number; reason: string }) => listener.onClosed(code, reason);
    // What went wrong is told by the close that follows.
    this.socket.onerror = () => {};
  }

  /** Sends a text; what is closing already takes nothing. */
  send(text: string): void {
    if (this.socket.readyState === 1) {
      this.socket.send(text);
    }
  }

  /** Closes it, and listens no more. */
  leave(reason: string): void {
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket.onerror = () => {};
    this.socket.close(normal, reason);
  }
}
