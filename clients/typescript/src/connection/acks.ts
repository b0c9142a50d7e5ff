import type { HandledMessages } from "../delivery/handled.js";
import type { Scope } from "../platform/scope.js";

// 600 acks a minute are allowed (section 8); these are 480.
const millisecondsEach = 125;

/** Confirms what was handled: cumulative, one ack a channel and interval (section 7). */
export class AckSender {
  private due = false;

  constructor(
    private readonly handled: HandledMessages,
    private readonly scope: Scope,
    private readonly interval: number,
    private readonly send: (data: { channel: string; sequence: number }) => void,
  ) {
    handled.onOwed = () => this.plan();
    scope.onEnd(() => (handled.onOwed = () => {}));
    if (handled.owes) {
      this.plan();
    }
  }

  /** Confirms what is handled by now. */
  flush(most = Infinity): void {
    for (const [channel, sequence] of this.handled.take(most)) {
      this.send({ channel, sequence });
    }
  }

  private plan(): void {
    if (this.due) {
      return;
    }

    this.due = true;
    this.scope.after(this.interval, () => {
      this.due = false;
      this.flush(Math.max(1, Math.floor(this.interval / millisecondsEach)));
      if (this.handled.owes) {
        this.plan();
      }
    });
  }
}
