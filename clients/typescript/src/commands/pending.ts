import { CommandQueueFull } from "../contract/errors.js";
import type { CommandResult, Refusal } from "../contract/messages.js";

/** The one answer to a command: what it made, or why it was refused. */
export type Answer = { readonly result: CommandResult } | { readonly refusal: Refusal };

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
export class PendingCommands {
  private readonly pending = new Map<string, PendingCommand>();

  constructor(private readonly most: number) {}

  /** All of them, first given first. */
  get all(): PendingCommand[] {
    return [...this.pending.values()];
  }

  /** Whether a command of that id still waits. */
  has(messageId: string): boolean {
    return this.pending.has(messageId);
  }

  /** Adds a command. Throws {@link CommandQueueFull} where too many wait, a RangeError where its id waits already. */
  add(command: PendingCommand): void {
    if (this.pending.has(command.messageId)) {
      throw new RangeError(`The command '${command.messageId}' still waits for its answer.`);
    }

    if (this.pending.size >= this.most) {
      throw new CommandQueueFull(`${this.most} commands wait for their answers already.`);
    }

    this.pending.set(command.messageId, command);
  }

  /** Takes out a command that no longer waits. */
  remove(messageId: string): void {
    this.pending.delete(messageId);
  }

  /** Gives a command its answer; false where none of that id waits. */
  answer(messageId: string | undefined, answer: Answer): boolean {
    const command = messageId === undefined ? undefined : this.pending.get(messageId);
    command?.answer(answer);
    return command !== undefined;
  }
}
