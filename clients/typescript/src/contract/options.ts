import type { PrivateJwk } from "./keys.js";
import { thisPlatform, type Platform } from "../platform/platform.js";
import type { ClientEvent } from "./events.js";

/** Gives a token. `refused` says that the server refused the last one, so that a kept one is of no use. */
export type TokenSource = (request: { readonly refused: boolean }) => string | Promise<string>;

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
export const defaults: Required<Pick<ClientOptions, Defaulted>> = {
  transport: "auto",
  connectTimeout: 10_000,
  firstBackoff: 250,
  maxBackoff: 30_000,
  answerTimeout: 10_000,
  commandDeadline: 120_000,
  maxCommands: 100,
  catchUpGrace: 2_000,
  ackInterval: 250,
  inboxCapacity: 1_024,
  socketRetry: 300_000,
};

/** Fills in the defaults. Throws a RangeError where an option is out of its range. */
export function settingsOf(options: ClientOptions): Settings {
  const http = new URL(options.url).href.replace(/^ws/, "http").replace(/\/+$/, "").replace(/\/v1$/, "");
  if (!/^https?:/.test(http)) {
    throw new RangeError("url has to begin with http, https, ws or wss.");
  }

  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings = { ...defaults, ...given, http, socket: `${http.replace(/^http/, "ws")}/v1`, platform: { ...thisPlatform(), ...options.platform } };
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === "number" && !(value > 0)) {
      throw new RangeError(`${name} has to be more than 0.`);
    }
  }

  if (settings.transport === "socket" && !settings.platform.WebSocket) {
    throw new RangeError("There is no WebSocket here; give one by platform.");
  }

  return settings as Settings;
}
