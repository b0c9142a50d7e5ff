import type { ErrorFrame, Refusal, ErrorCode } from "./messages.js";

/** Something that the server or this client could not do. */
export class TableTapError extends Error {
  override name = "TableTapError";

  constructor(
    message: string,
    /** The server's error code, if it gave one (section 2). */
    readonly code?: ErrorCode,
    /** How many seconds to wait before another attempt, where waiting helps. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** The server refused a command; nothing was changed (section 4). */
export class CommandRefused extends TableTapError {
  override name = "CommandRefused";
  declare readonly code: ErrorCode;
  /** What breaks the rules of the command's type, each with its path. */
  readonly details: readonly { path: string; problem: string }[];
  /** How the order stands, or what one would cost. */
  readonly current: Refusal["current"];
  /** The limit that was passed. */
  readonly limit: number | undefined;
  /** The window of the limit, in seconds. */
  readonly window: number | undefined;
  /** The role that would reach. */
  readonly requiredRole: Refusal["requiredRole"];

  constructor(
    /** The id of the command. */
    readonly messageId: string,
    refusal: Refusal,
  ) {
    super(refusal.message, refusal.code, refusal.retryAfter);
    this.details = refusal.details ?? [];
    this.current = refusal.current;
    this.limit = refusal.limit;
    this.window = refusal.window;
    this.requiredRole = refusal.requiredRole;
  }
}

/** A command got no answer in time; whether it happened is not known. Sent again under the same id it happens once. */
export class CommandUnanswered extends TableTapError {
  override name = "CommandUnanswered";

  constructor(
    /** The id of the command. */
    readonly messageId: string,
    reason: string,
  ) {
    super(`The command '${messageId}' got no answer (${reason}); whether it happened is not known.`);
  }
}

/** Too many commands wait for their answers; this one was not taken and did not happen. */
export class CommandQueueFull extends TableTapError {
  override name = "CommandQueueFull";
}

/** The client has stopped for good: it was closed, or the server will not have it (section 1, close codes). */
export class ClientStopped extends TableTapError {
  override name = "ClientStopped";

  constructor(
    message: string,
    /** The close code of the server, if it gave one. */
    readonly closeCode?: number,
    code?: ErrorCode,
  ) {
    super(message, code);
  }
}

/** An error of the server about a request that is no command. */
export function refusedRequest(error: ErrorFrame): TableTapError {
  return new TableTapError(error.message, error.code, error.retryAfter);
}
