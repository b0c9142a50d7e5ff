import type { Subscriptions } from "../delivery/subscriptions.js";
import type { Scope } from "../platform/scope.js";
import type { FreshnessRecord } from "./freshness.js";

/** What a heartbeat needs of its session. */
export interface HeartbeatParts {
  readonly scope: Scope;
  readonly interval: number;
  readonly answerTimeout: number;
  readonly grace: number;
  readonly subscriptions: Subscriptions;
  readonly freshness: FreshnessRecord;
  readonly ping: () => void;
  readonly behind: (channel: string) => void;
  /** The server is silent. */
  readonly lost: () => void;
  /** The server has spoken again. */
  readonly back: () => void;
}

/** Pings, notices a server that is silent, and compares the `heads` of each `pong` with what was received (sections 1 and 2). */
export class Heartbeat {
  private unanswered: (() => void)[] = [];

  constructor(private readonly parts: HeartbeatParts) {
    this.plan();
  }

  /** A frame came, so the server is there. */
  heard(): void {
    if (this.unanswered.length > 0) {
      for (const cancel of this.unanswered.splice(0)) {
        cancel();
      }

      this.parts.back();
    }
  }

  /** Asks the server at once whether it is there. */
  check(): void {
    if (this.unanswered.length > 0) {
      return;
    }

    const { scope, answerTimeout, freshness, lost, ping } = this.parts;
    this.unanswered = [scope.after(answerTimeout / 2, () => freshness.become("silent")), scope.after(answerTimeout, lost)];
    ping();
  }

  /** Fetches what is still behind the heads after the grace. */
  compare(heads: Readonly<Record<string, number>>): void {
    const ahead = () => Object.entries(heads).filter(([channel, head]) => this.isAhead(channel, head));
    if (ahead().length > 0) {
      this.parts.scope.after(this.parts.grace, () => ahead().forEach(([channel]) => this.parts.behind(channel)));
    }
  }

  private isAhead(channel: string, head: number): boolean {
    const last = this.parts.subscriptions.lastOf(channel);
    return last !== undefined && last < head && !this.parts.subscriptions.waitsForRoom(channel);
  }

  private plan(): void {
    this.parts.scope.after(this.parts.interval, () => {
      this.check();
      this.plan();
    });
  }
}
