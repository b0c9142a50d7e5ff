import { TableTapError } from "../contract/errors.js";
import type { Resumption } from "../delivery/subscriptions.js";
import type { Scope } from "../platform/scope.js";
import type { Limiter } from "../platform/limiter.js";
import type { Core } from "./core.js";
import type { Requests } from "./requests.js";

/**
 * Fetches what was missed by `reconnect`: all channels when a session begins, those with a hole while it lives; one replay at a time,
 * within the server's limit (section 7).
 */
export class Replayer {
  private readonly behind = new Set<string>();
  private filling = new Set<string>();
  private running = false;

  constructor(
    private readonly core: Core,
    private readonly requests: Requests,
    private readonly scope: Scope,
    private readonly budget: Limiter,
    private readonly failed: (reason: string) => void,
  ) {}

  /** Whether something that was missed has yet to come. */
  get busy(): boolean {
    return this.running;
  }

  /** Fetches what was missed before the session began. */
  resume(): void {
    if (this.core.subscriptions.resumption()) {
      this.run(async () => {
        await this.fetch(() => this.core.subscriptions.resumption());
        this.core.raise({ type: "resumed" });
        await this.fillAll();
      });
    }
  }

  /** Asks for a replay of a channel that has a hole, unless one was asked for already. */
  ask(channel: string): void {
    if (this.filling.has(channel) || this.behind.has(channel)) {
      return;
    }

    this.behind.add(channel);
    this.core.raise({ type: "fell_behind", channel, after: this.core.subscriptions.lastOf(channel) ?? 0 });
    if (!this.running) {
      this.run(() => this.fillAll());
    }
  }

  /** The last page came: what jumps from here on is a new hole. Called where the frames are read, so that none slips between. */
  filled(positions: Readonly<Record<string, number>>, complete: Readonly<Record<string, boolean>>): void {
    this.filling.clear();
    for (const [channel, sequence] of Object.entries(positions)) {
      if (complete[channel]) {
        this.core.subscriptions.reach(channel, sequence);
      }
    }
  }

  private run(task: () => Promise<void>): void {
    this.running = true;
    this.core.freshness.become("behind");
    this.scope.run(
      async () => {
        await task();
        this.running = false;
        this.core.freshness.become("live");
        // What had no room during the replay, and has it now.
        this.core.subscriptions.fillable.forEach((channel) => this.ask(channel));
      },
      (fault) => this.failed(`the replay failed: ${(fault as Error).message}`),
    );
  }

  private async fillAll(): Promise<void> {
    while (this.behind.size > 0) {
      // One request takes all that are behind by now.
      const channels = [...this.behind];
      this.behind.clear();
      await this.fetch(() => this.core.subscriptions.filling(channels));
    }
  }

  // What is missed is asked for as it is when its turn has come: meanwhile a channel may have been left.
  private async fetch(missed: () => Resumption | undefined): Promise<void> {
    for (;;) {
      const wait = this.budget.reserve();
      if (wait > 0) {
        await this.scope.sleep(wait);
      }

      const request = missed();
      if (!request) {
        return;
      }

      this.filling = new Set(request.channels);
      this.core.subscriptions.letIn(request.channels);
      try {
        await this.requests.ask("reconnect", request);
        return;
      } catch (fault) {
        if (!(fault instanceof TableTapError) || fault.retryAfter === undefined) {
          throw fault;
        }

        await this.scope.sleep(fault.retryAfter * 1000);
      }
    }
  }
}
