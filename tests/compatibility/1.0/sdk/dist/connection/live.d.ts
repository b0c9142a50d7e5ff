import type { PendingCommand } from "../commands/pending.js";
import type { Session } from "../contract/messages.js";
import type { SessionEnd } from "./end.js";
/** A connection, from the attempt to open it until its end. */
export interface LiveSession {
    /** Whether the session has begun. */
    readonly live: boolean;
    /** What the server said of the session; undefined before it began, and in a stream of no channels. */
    readonly established: Session | undefined;
    /** Resolves at the end, with what happened. */
    readonly ended: Promise<SessionEnd>;
    /** Sends a command, once more if need be. */
    send(command: PendingCommand): void;
    /** Asks for what waits to be opened, and leaves what nobody hears any more. */
    subscribe(): void;
    /** A reader has room again for what waited outside. */
    fill(): void;
    /** The machine woke up, or its network is back: finds out at once whether the connection still is. */
    check(): void;
    /** Drops the connection without a goodbye and stays away for so many milliseconds. */
    abandon(pause: number): void;
    /** Confirms what was handled and says goodbye. */
    close(): void;
}
