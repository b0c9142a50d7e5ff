import { TableTapError } from "../contract/errors.js";
import type { Confirmation } from "../contract/messages.js";
import type { Opening } from "../delivery/subscriptions.js";
import type { Scope } from "../platform/scope.js";
import type { SubscriptionConfirmed, UnsubscriptionConfirmed } from "../protocol/generated.js";
import type { Core } from "./core.js";
import type { Requests } from "./requests.js";

/** Asks a session for the channels that wait to be opened, and leaves those that nobody hears any more (section 3). */
export class Opener {
  private readonly asked = new Set<Opening>();

  constructor(
    private readonly core: Core,
    private readonly requests: Requests,
    private readonly scope: Scope,
    private readonly lost: (reason: string) => void,
  ) {
    // What was not confirmed on this connection is asked on the next one.
    scope.onEnd(() => core.subscriptions.returnOpenings([...this.asked]));
  }

  /** Brings the server to what is wanted. */
  run(): void {
    this.leave(this.core.subscriptions.takeUnwanted());
    for (const opening of this.core.subscriptions.takeOpenings()) {
      this.open(opening);
    }
  }

  private open(opening: Opening): void {
    const { names, from } = opening;
    const channels = names.map((name) => {
      const afterSequence = from?.positions[name];
      return afterSequence === undefined ? name : { channel: name, afterSequence };
    });
    this.asked.add(opening);
    this.requests
      .ask<SubscriptionConfirmed["data"]>("subscribe", { channels, ...(from ? { epoch: from.epoch } : {}) }, (confirmed) => this.confirm(opening, confirmed))
      .catch((fault: TableTapError) => this.refused(opening, fault));
  }

  private confirm(opening: Opening, confirmed: Confirmation): void {
    this.asked.delete(opening);
    this.core.subscriptions.confirm(opening, confirmed);
    this.leave(this.core.subscriptions.takeUnwanted());
  }

  private refused(opening: Opening, fault: TableTapError): void {
    if (fault.code === undefined) {
      this.lost(fault.message);
    } else if (fault.retryAfter !== undefined) {
      this.scope.after(fault.retryAfter * 1000, () => {
        this.asked.delete(opening);
        this.core.subscriptions.returnOpenings([opening]);
        this.run();
      });
    } else {
      this.asked.delete(opening);
      for (const name of opening.names) {
        this.core.subscriptions.end(name, fault.message);
      }
    }
  }

  private leave(channels: readonly string[]): void {
    if (channels.length > 0) {
      this.requests
        .ask<UnsubscriptionConfirmed["data"]>("unsubscribe", { channels }, (left) => this.core.subscriptions.reclaim(left.channels))
        // What is still heard then has no reader, and is passed over.
        .catch(() => {});
    }
  }
}
