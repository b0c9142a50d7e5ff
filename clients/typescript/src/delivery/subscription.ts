import { TableTapError } from "../contract/errors.js";
import type { FailedChannel } from "../contract/messages.js";
import { Inbox, type Entry } from "./inbox.js";
import { covers } from "./patterns.js";

/** Makes of what came what the application gets; undefined for what it need not get. */
export type Translate<Item> = (raw: unknown) => Promise<Item | undefined>;

/** What a subscription is made of. */
export interface SubscriptionParts<Item> {
  readonly capacity: number;
  readonly translate: Translate<Item>;
  readonly handler: ((item: Item) => unknown) | undefined;
  readonly handlerFailed: (fault: unknown) => void;
  readonly onRoom: (subscription: Subscription<Item>) => void;
  readonly onClose: (subscription: Subscription<Item>) => void;
}

/**
 * What an application hears of some channels: every message once and in order. Where no handler was given, it is read with
 * `for await`; a message counts as handled, and is confirmed where it asks for it, when the next one is asked for.
 */
export class Subscription<Item> implements AsyncIterable<Item> {
  /** @internal What waits for the application. */
  readonly inbox: Inbox<unknown>;
  /** @internal The names and patterns that it hears. */
  names: string[] = [];
  private readonly opened = new Set<string>();
  private readonly refused: FailedChannel[] = [];
  private inHand: Entry<unknown> | undefined;
  private fault: unknown;
  private closed = false;
  private settle!: (fault?: unknown) => void;

  /** Resolves when the server has said of every channel whether it is heard, with those that are not. */
  readonly ready: Promise<{ readonly failed: readonly FailedChannel[] }>;

  /** @internal */
  constructor(private readonly parts: SubscriptionParts<Item>) {
    this.inbox = new Inbox(parts.capacity, () => parts.onRoom(this));
    this.ready = new Promise((resolve, reject) => {
      this.settle = (fault) => (fault ? reject(fault) : resolve({ failed: this.refused }));
    });
    this.ready.catch(() => {});
    if (parts.handler) {
      void this.handAll(parts.handler);
    }
  }

  /** The names and patterns that are heard. */
  get channels(): readonly string[] {
    return this.names;
  }

  /** Says that the message in hand is handled, without asking for the next: before leaving a loop for good. */
  confirm(): void {
    this.inHand?.handled();
    this.inHand = undefined;
  }

  /** Ends the subscription. What still waits is not delivered; what is in hand is not confirmed. */
  close(): void {
    this.end(undefined);
  }

  /** Reads with `for await`; leaving the loop closes the subscription. */
  [Symbol.asyncIterator](): AsyncIterator<Item, undefined> {
    if (this.parts.handler) {
      throw new TableTapError("A subscription with a handler cannot be read as well.");
    }

    return {
      next: async () => {
        const value = await this.next();
        return value === undefined ? { done: true, value: undefined } : { done: false, value };
      },
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /** @internal Whether it hears a channel. */
  hears(channel: string): boolean {
    return this.names.some((name) => covers(name, channel));
  }

  /** @internal The server said whether a name is heard. */
  open(name: string, failure: FailedChannel | undefined): void {
    if (failure && failure.reason !== "history_unavailable") {
      this.refused.push(failure);
    }

    this.opened.add(name);
    if (this.names.every((each) => this.opened.has(each))) {
      this.settle();
    }
  }

  /** @internal Whether no more will be read. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** @internal A name is heard no more. */
  drop(name: string): void {
    this.names = this.names.filter((each) => each !== name);
    this.endIfNothing();
  }

  /** @internal Without any name the subscription is over, once what waits was read. */
  endIfNothing(): void {
    if (this.names.length === 0) {
      this.settle();
      this.inbox.end();
      this.parts.onClose(this);
    }
  }

  /** @internal No more will come; a fault is thrown to who reads. */
  end(fault: unknown): void {
    if (!this.closed) {
      this.closed = true;
      this.fault = fault;
      this.settle(fault);
      this.inbox.end();
      // Taken out first: what nobody else hears is then forgotten, and not confirmed by what is let go here.
      this.parts.onClose(this);
      this.confirm();
      this.inbox.clear();
    }
  }

  private async next(): Promise<Item | undefined> {
    this.confirm();
    for (;;) {
      const entry = await this.inbox.take();
      if (!entry || this.closed) {
        if (this.fault) {
          throw this.fault;
        }

        return undefined;
      }

      const item = await this.translated(entry.item);
      if (item === undefined) {
        entry.handled();
      } else {
        this.inHand = entry;
        return item;
      }
    }
  }

  private async translated(raw: unknown): Promise<Item | undefined> {
    try {
      return await this.parts.translate(raw);
    } catch (fault) {
      this.end(fault);
      throw fault;
    }
  }

  private async handAll(handler: (item: Item) => unknown): Promise<void> {
    try {
      for (let item = await this.next(); item !== undefined && !this.closed; item = await this.next()) {
        try {
          await handler(item);
        } catch (fault) {
          this.parts.handlerFailed(fault);
        }
      }
    } catch (fault) {
      this.parts.handlerFailed(fault);
    }
  }
}
