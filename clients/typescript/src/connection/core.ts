import { PendingCommands } from "../commands/pending.js";
import type { ClientEvent } from "../contract/events.js";
import type { Settings } from "../contract/options.js";
import { HandledMessages } from "../delivery/handled.js";
import { Subscriptions } from "../delivery/subscriptions.js";
import type { Keyring } from "../keys/keyring.js";
import { Scope } from "../platform/scope.js";
import { FreshnessRecord } from "./freshness.js";
import { Tokens } from "./tokens.js";

/** What outlives connections: what is heard, what was handled, which commands wait. */
export class Core {
  readonly scope: Scope;
  readonly tokens: Tokens;
  readonly handled = new HandledMessages();
  readonly subscriptions: Subscriptions;
  readonly commands: PendingCommands;
  readonly freshness: FreshnessRecord;
  private readonly listeners = new Set<(event: ClientEvent) => void>();

  constructor(
    readonly settings: Settings,
    readonly keyring: Keyring,
  ) {
    this.scope = new Scope(settings.platform);
    this.tokens = new Tokens(settings);
    this.subscriptions = new Subscriptions(this.handled, (event) => this.raise(event));
    this.commands = new PendingCommands(settings.maxCommands);
    this.freshness = new FreshnessRecord(settings.platform.now, (freshness) => this.raise({ type: "freshness_changed", freshness }));
    if (settings.onEvent) {
      this.listeners.add(settings.onEvent);
    }
  }

  /** Calls something for every event; what it returns ends that. */
  listen(listener: (event: ClientEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells the listeners of an event. What one throws is told to the others, and stops nothing. */
  raise(event: ClientEvent): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (fault) {
        if (event.type !== "handler_failed") {
          this.raise({ type: "handler_failed", fault });
        }
      }
    }
  }

  /** A handler of the application threw: nobody may be left without a word of it. */
  handlerFailed(fault: unknown): void {
    if (this.listeners.size > 0) {
      this.raise({ type: "handler_failed", fault });
    } else {
      console.error("A handler of a TableTap subscription failed.", fault);
    }
  }
}
