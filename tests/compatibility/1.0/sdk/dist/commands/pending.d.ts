import type { CommandResult, Refusal } from "../contract/messages.js";
/** The one answer to a command: what it made, or why it was refused. */
export type Answer = {
    readonly result: CommandResult;
} | {
    readonly refusal: Refusal;
};
/** A command that waits for its answer. Whatever is sent again under its id is the same text (section 4). */
export interface PendingCommand {
    readonly messageId: string;
    readonly frame: Promise<string>;
    /** Takes an answer. */
    readonly answer: (answer: Answer) => void;
    /** Ends the waiting without an answer. */
    readonly fail: (fault: Error) => void;
    /** It was written to a live connection. */
    readonly sent: () => void;
}
/** The commands that wait for their answers, in the order they were given, up to a limit. */
export declare class PendingCommands {
    private readonly most;
    private readonly pending;
    constructor(most: number);
    /** All of them, first given first. */
    get all(): PendingCommand[];
    /** Whether a command of that id still waits. */
    has(messageId: string): boolean;
    /** Adds a command. Throws {@link CommandQueueFull} where too many wait, a RangeError where its id waits already. */
    add(command: PendingCommand): void;
    /** Takes out a command that no longer waits. */
    remove(messageId: string): void;
    /** Gives a command its answer; false where none of that id waits. */
    answer(messageId: string | undefined, answer: Answer): boolean;
}
