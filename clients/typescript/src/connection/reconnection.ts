import { ClientStopped } from "../contract/errors.js";
import type { SessionEnd } from "./end.js";

/** What to do after an end: wait so many milliseconds and try again, or stop. */
export type Step = { readonly delay: number; readonly asked: boolean } | { readonly stop: ClientStopped };

/** The waits between attempts, and the randomness in them. */
export interface Backoff {
  readonly firstBackoff: number;
  readonly maxBackoff: number;
  readonly random: () => number;
}

const mostRefusals = 3;

/**
 * Decides after each end, by the table of close codes (section 1), how to go on. The longest wait doubles with each failure; the wait
 * is random up to it, so that a café's clients do not come back all at once.
 */
export class Reconnection {
  private failures = 0;
  private refusals = 0;

  constructor(private readonly backoff: Backoff) {}

  /** Decides how to go on after a connection has ended. */
  after(end: SessionEnd): Step {
    // A session that dies at once is a failure too: a server that accepts and drops must not be hammered.
    this.failures = end.lived !== undefined && end.lived >= this.backoff.maxBackoff ? 0 : this.failures + 1;
    if (end.lived !== undefined) {
      this.refusals = 0;
    }

    switch (end.closeCode) {
      case 1003: // a binary frame
      case 1007: // text that is not UTF-8
      case 1009: // a message too big
      case 4400: // too many malformed messages
      case 4403: // not allowed here
        return this.stop(end);
      case 4401: // authentication failed, expired or revoked
        return ++this.refusals >= mostRefusals ? this.stop(end) : this.wait(end);
      case 4429: // over a limit
        return { delay: Math.max(end.retryAfter ?? this.backoff.maxBackoff, this.randomWait()), asked: true };
      case 4408: // heartbeat missed: the network is what is at fault, and it may be back
        return { delay: this.backoff.firstBackoff * this.backoff.random(), asked: false };
      default:
        return this.wait(end);
    }
  }

  private wait({ retryAfter }: SessionEnd): Step {
    return retryAfter === undefined ? { delay: this.randomWait(), asked: false } : { delay: retryAfter, asked: true };
  }

  private stop(end: SessionEnd): Step {
    return { stop: new ClientStopped(end.reason, end.closeCode, end.code) };
  }

  private randomWait(): number {
    const longest = Math.min(this.backoff.firstBackoff * 2 ** Math.min(Math.max(0, this.failures - 1), 30), this.backoff.maxBackoff);
    return this.backoff.random() * longest;
  }
}
