import type { ErrorFrame } from "../contract/messages.js";
import type { SessionEnd } from "./end.js";

/** What an error says of the end of a connection. */
export interface ErrorOfEnd {
  /** The server's words, for a person. */
  readonly message?: string;
  readonly code?: SessionEnd["code"];
  /** What is left of the wait it asks for, in milliseconds. */
  readonly retryAfter?: number;
}

/**
 * The server's last error that answers nothing: why the connection ends, if it ends soon. The wait that it asks for runs from when it
 * came; once that is over, the error says nothing about an end (sections 1 and 2).
 */
export class LastError {
  private heard: { readonly error: ErrorFrame; readonly at: number } | undefined;

  constructor(private readonly elapsed: () => number) {}

  /** Takes an error that came now, instead of the one before it. */
  take(error: ErrorFrame): void {
    this.heard = { error, at: this.elapsed() };
  }

  /** What it says of an end now; nothing where none came, or where its wait is over. */
  get current(): ErrorOfEnd {
    if (!this.heard) {
      return {};
    }

    const { message, code, retryAfter } = this.heard.error;
    if (retryAfter === undefined) {
      return { message, code };
    }

    const left = this.heard.at + retryAfter * 1000 - this.elapsed();
    return left > 0 ? { message, code, retryAfter: left } : {};
  }
}
