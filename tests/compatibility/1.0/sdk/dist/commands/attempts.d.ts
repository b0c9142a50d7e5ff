import type { CommandResult } from "../contract/messages.js";
import type { Scope } from "../platform/scope.js";
import type { PendingCommand, PendingCommands } from "./pending.js";
/** How long a command is tried, in milliseconds. */
export interface Patience {
    readonly deadline: number;
    readonly answerTimeout: number;
    readonly elapsed: () => number;
}
/**
 * Tries one command until it is answered (section 4): sends it again when an answer is overdue, waits out what heals within a minute,
 * and gives up at the deadline. What a reconnection has to send again, the new session does.
 */
export declare function attempt(messageId: string, frame: Promise<string>, pending: PendingCommands, scope: Scope, patience: Patience, send: (command: PendingCommand) => void): Promise<CommandResult>;
