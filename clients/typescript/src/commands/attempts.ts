import { CommandUnanswered, CommandRefused } from "../contract/errors.js";
import type { CommandResult, Refusal } from "../contract/messages.js";
import type { Scope } from "../platform/scope.js";
import type { PendingCommand, PendingCommands } from "./pending.js";

/** How long a command is tried, in milliseconds. */
export interface Patience {
  readonly deadline: number;
  readonly answerTimeout: number;
  readonly elapsed: () => number;
}

// The rates of section 8 are by the minute; what takes longer, somebody has to be told.
const longestPause = 60_000;

/**
 * Tries one command until it is answered (section 4): sends it again when an answer is overdue, waits out what heals within a minute,
 * and gives up at the deadline. What a reconnection has to send again, the new session does.
 */
export function attempt(
  messageId: string,
  frame: Promise<string>,
  pending: PendingCommands,
  scope: Scope,
  patience: Patience,
  send: (command: PendingCommand) => void,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const began = patience.elapsed();
    let cancelRepeat = () => {};
    const repeatAfter = (milliseconds: number) => {
      cancelRepeat();
      cancelRepeat = scope.after(milliseconds, () => send(command));
    };
    const settle = (finish: () => void) => {
      cancelRepeat();
      cancelDeadline();
      stopWatching();
      pending.remove(messageId);
      finish();
    };
    const command: PendingCommand = {
      messageId,
      frame,
      sent: () => repeatAfter(patience.answerTimeout),
      answer(answer) {
        if ("result" in answer) {
          settle(() => resolve(answer.result));
          return;
        }

        const pause = pauseOf(answer.refusal);
        if (pause !== undefined && pause < Math.min(longestPause, patience.deadline - (patience.elapsed() - began))) {
          repeatAfter(pause);
        } else {
          settle(() => reject(new CommandRefused(messageId, answer.refusal)));
        }
      },
      fail: (fault) => settle(() => reject(fault)),
    };
    pending.add(command);
    const cancelDeadline = scope.after(patience.deadline, () => command.fail(new CommandUnanswered(messageId, "its time is over")));
    const stopWatching = scope.onEnd(() => command.fail(new CommandUnanswered(messageId, "the client has stopped")));
    frame.then(
      () => send(command),
      (fault: Error) => command.fail(fault),
    );
  });
}

function pauseOf({ code, retryAfter = 1 }: Refusal): number | undefined {
  return code === "RATE_LIMIT_EXCEEDED" || code === "SERVICE_UNAVAILABLE" ? Math.max(50, retryAfter * 1000) : undefined;
}
