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

// Browsers and Node keep waits in 31 bits; a longer one would run at once.
const longestWait = 2 ** 31 - 1;

/** The platform of this browser or this Node. */
export function thisPlatform(): Platform {
  return {
    WebSocket: globalThis.WebSocket as SocketConstructor | undefined,
    fetch: (input, init) => globalThis.fetch(input, init),
    now: () => Date.now(),
    elapsed: () => performance.now(),
    after(milliseconds, run) {
      const timer = setTimeout(run, Math.min(milliseconds, longestWait));
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    newId,
    onWake,
  };
}

// crypto.randomUUID is missing in pages without TLS, where a café's own network may serve them.
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `c_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function onWake(wake: () => void): () => void {
  const page = (globalThis as { document?: Document }).document;
  if (!page) {
    return () => {};
  }

  const seen = () => {
    if (page.visibilityState === "visible") {
      wake();
    }
  };
  page.addEventListener("visibilitychange", seen);
  globalThis.addEventListener("online", wake);
  return () => {
    page.removeEventListener("visibilitychange", seen);
    globalThis.removeEventListener("online", wake);
  };
}
