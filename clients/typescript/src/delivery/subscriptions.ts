import type { ClientEvent } from "../contract/events.js";
import type { ChannelMessage, Confirmation, HistoryLost, Positions, SubscriptionEnded } from "../contract/messages.js";
import type { HandledMessages } from "./handled.js";
import { covers, isPattern } from "./patterns.js";
import { ChannelProgress, type Arrival } from "./progress.js";
import type { Subscription } from "./subscription.js";

type Reader = Subscription<unknown>;

/** Names to ask the server for, for one reader or for all that have lost a channel. */
export interface Opening {
  readonly names: readonly string[];
  /** Where to begin, if not with what comes next. */
  readonly from?: Positions | undefined;
  /** Who asked; undefined where a lost channel is opened anew. */
  readonly reader?: Reader;
}

/** A channel that is heard. */
interface Heard {
  progress: ChannelProgress;
  /** Whether a message did not fit in, and has to be fetched when there is room. */
  overflowed: boolean;
}

/** What the client hears and how far it has come; outlives connections (sections 2, 3 and 7). */
export class Subscriptions {
  private readonly heard = new Map<string, Heard>();
  private readonly patterns = new Set<string>();
  /** Channels whose history is gone and that are not yet heard again, with the last sequence delivered. */
  private readonly lost = new Map<string, number>();
  private readonly readers = new Set<Reader>();
  private readonly unwanted = new Set<string>();
  private closed: { readonly fault: unknown } | undefined;
  private openings: Opening[] = [];

  /** The epoch of all positions; undefined before the first subscription. */
  epoch: string | undefined;
  /** Is called when there is something to ask the server for. */
  onOpening: () => void = () => {};

  constructor(
    private readonly handled: HandledMessages,
    private readonly raise: (event: ClientEvent) => void,
  ) {}

  /** The channels that are heard, patterns expanded. */
  get channels(): string[] {
    return [...this.heard.keys()];
  }

  /** Everything that is or will be asked for: patterns, channels, and what waits to be opened. */
  get names(): string[] {
    return [...new Set([...this.patterns, ...this.heard.keys(), ...this.lost.keys(), ...this.openings.flatMap((opening) => opening.names)])];
  }

  /** Whether a channel is heard or is about to be. */
  knows(channel: string): boolean {
    return this.names.some((name) => covers(name, channel));
  }

  /** Adds a reader of names; it hears what is heard already at once. */
  add(reader: Reader, names: readonly string[], from?: Positions): void {
    if (this.closed) {
      reader.end(this.closed.fault);
      return;
    }

    reader.names = [...new Set(names)];
    this.readers.add(reader);
    const unheard = reader.names.filter((name) => !this.heard.has(name));
    for (const name of reader.names) {
      if (!unheard.includes(name)) {
        this.join(reader, name, from?.positions[name]);
      }
    }

    if (unheard.length > 0) {
      this.openings.push({ names: unheard, from, reader });
      this.onOpening();
    }
  }

  /** Takes a reader out, and forgets what nobody else hears. */
  remove(reader: Reader): void {
    this.readers.delete(reader);
    this.openings = this.openings.filter((opening) => opening.reader !== reader);
    this.sweep();
  }

  /** Takes out the names that were forgotten because nobody hears them any more, and that a session may still have. */
  takeUnwanted(): string[] {
    const unwanted = [...this.unwanted];
    this.unwanted.clear();
    return unwanted;
  }

  /** Whether something has to be asked for. */
  get hasOpenings(): boolean {
    return this.openings.length > 0;
  }

  /** Takes out what has to be asked for. */
  takeOpenings(): Opening[] {
    const taken = this.openings;
    this.openings = [];
    return taken;
  }

  /** Puts back what could not be asked. */
  returnOpenings(openings: readonly Opening[]): void {
    this.openings.unshift(...openings.filter((opening) => !opening.reader || this.readers.has(opening.reader)));
  }

  /** Takes the server's word on an opening. */
  confirm(opening: Opening, confirmed: Confirmation): void {
    this.epoch = confirmed.epoch;
    const failed = new Map(confirmed.failed.map((failure) => [failure.channel, failure]));
    for (const name of opening.names) {
      if (isPattern(name) && !failed.has(name)) {
        this.patterns.add(name);
      }
    }

    for (const [channel, liveAfter] of Object.entries(confirmed.positions)) {
      if (opening.names.some((name) => covers(name, channel)) && !this.heard.has(channel)) {
        this.begin(channel, opening.from?.positions[channel] ?? liveAfter);
      }
    }

    for (const name of opening.names) {
      const failure = failed.get(name);
      opening.reader?.open(name, failure);
      if (failure?.reason === "history_unavailable") {
        this.lose(name, opening.from?.positions[name]);
      } else if (failure) {
        this.end(name, failure.reason);
      }
    }

    this.sweep();
  }

  /** A pattern covers more channels now. */
  extend(channels: readonly string[]): void {
    for (const channel of channels) {
      if (!this.heard.has(channel)) {
        this.heard.set(channel, { progress: new ChannelProgress(), overflowed: false });
      }
    }
  }

  /** Takes a message: gives it to its readers if it is the next one and they have room. */
  receive(message: ChannelMessage, replayed: boolean): Arrival | "foreign" | "no_room" {
    const { channel, sequence } = message;
    const heard = this.heard.get(channel);
    if (!heard) {
      return "foreign";
    }

    const arrival = heard.progress.judge(sequence, replayed);
    if (arrival === "duplicate" || arrival === "hole") {
      return arrival === "hole" && heard.overflowed ? "no_room" : arrival;
    }

    const readers = this.readersOf(channel);
    if (heard.overflowed || readers.some((reader) => reader.inbox.full)) {
      heard.overflowed = true;
      return "no_room";
    }

    const before = heard.progress.last;
    heard.progress.advance(sequence, arrival);
    if (arrival === "next" && before !== undefined && sequence > before + 1) {
      this.raise({ type: "sequences_withheld", channel, after: before, before: sequence });
    }

    const handled = this.handled.expect(channel, sequence, "ackRequired" in message && message.ackRequired === true, readers.length);
    for (const reader of readers) {
      reader.inbox.put(message, handled);
    }

    return arrival;
  }

  /** The last sequence received of a channel. */
  lastOf(channel: string): number | undefined {
    return this.heard.get(channel)?.progress.last;
  }

  /** Everything of a channel up to a sequence was sent by now. */
  reach(channel: string, sequence: number): void {
    const heard = this.heard.get(channel);
    if (heard && !heard.overflowed) {
      heard.progress.reach(sequence);
    }
  }

  /** Whether messages of a channel wait outside until its readers have room. */
  waitsForRoom(channel: string): boolean {
    return this.heard.get(channel)?.overflowed ?? false;
  }

  /** The channels of which something waits outside, and whose readers have room for it now. */
  get fillable(): string[] {
    return this.channels.filter((channel) => this.waitsForRoom(channel) && !this.readersOf(channel).some((reader) => reader.inbox.full));
  }

  /** What is asked for from here on may come in. */
  letIn(channels: readonly string[]): void {
    for (const channel of channels) {
      const heard = this.heard.get(channel);
      if (heard) {
        heard.overflowed = false;
      }
    }
  }

  /** The request that brings a new session to where the last one was; undefined where nothing is heard. */
  resumption(): Resumption | undefined {
    return this.heard.size === 0 ? undefined : this.positionsOf(this.channels, [...this.patterns]);
  }

  /** The request that fills holes; undefined where none of the channels is heard any more. */
  filling(behind: Iterable<string>): Resumption | undefined {
    const channels = [...behind].filter((channel) => this.heard.has(channel));
    return channels.length === 0 ? undefined : this.positionsOf(channels, []);
  }

  /** The history of a channel is gone: it is opened anew, and its readers are told where it goes on. */
  lose(channel: string, after = this.lastOf(channel) ?? 0): void {
    this.heard.delete(channel);
    this.handled.forget(channel);
    this.lost.set(channel, after);
    this.openings.push({ names: [channel] });
    this.onOpening();
  }

  /** Something of a channel is gone, and the next message stands after another sequence. */
  relocate(channel: string, start: number, after = this.lastOf(channel) ?? 0): void {
    this.lost.set(channel, after);
    this.handled.forget(channel);
    this.begin(channel, start);
  }

  /** A name is heard no more. */
  end(name: string, reason: string): void {
    this.forget(name);
    this.raise({ type: "subscription_ended", channel: name, reason });
    for (const reader of [...this.readers]) {
      if (reader.hears(name) || reader.names.includes(name)) {
        reader.inbox.put({ type: "subscription_ended", channel: name, reason } satisfies SubscriptionEnded);
        reader.drop(name);
      }
    }
  }

  /** Ends every reader, also those that come later. */
  close(fault: unknown): void {
    this.closed = { fault };
    for (const reader of [...this.readers]) {
      reader.end(fault);
    }
  }

  /** Channels went with a pattern that is no longer asked for: those that a reader wants all the same are asked for again. */
  reclaim(channels: readonly string[]): void {
    const wanted = channels.filter((channel) => this.heard.has(channel));
    if (wanted.length > 0) {
      this.openings.push({ names: wanted, from: { positions: this.positionsOf(wanted, []).positions, epoch: this.epoch ?? "" } });
      this.onOpening();
    }
  }

  // A channel is heard from one place on; who wants what was told before it has to load the state.
  private join(reader: Reader, channel: string, after: number | undefined): void {
    const last = this.lastOf(channel);
    reader.open(channel, undefined);
    if (after !== undefined && last !== undefined && after < last) {
      reader.inbox.put({ type: "history_lost", channel, after, resumesAfter: last } satisfies HistoryLost);
    }
  }

  private readersOf(channel: string): Reader[] {
    return [...this.readers].filter((reader) => reader.hears(channel));
  }

  private begin(channel: string, start: number): void {
    this.heard.set(channel, { progress: new ChannelProgress(start), overflowed: false });
    const after = this.lost.get(channel);
    if (after === undefined) {
      return;
    }

    this.lost.delete(channel);
    this.raise({ type: "history_lost", channel, after });
    for (const reader of this.readers) {
      if (reader.hears(channel)) {
        reader.inbox.put({ type: "history_lost", channel, after, resumesAfter: start } satisfies HistoryLost);
      }
    }
  }

  private sweep(): void {
    const wanted = (name: string) => [...this.readers].some((reader) => reader.names.includes(name) || reader.hears(name));
    for (const name of [...this.patterns, ...this.heard.keys(), ...this.lost.keys()].filter((each) => !wanted(each))) {
      this.forget(name);
      this.unwanted.add(name);
    }
  }

  private forget(name: string): void {
    this.patterns.delete(name);
    this.heard.delete(name);
    this.lost.delete(name);
    this.handled.forget(name);
  }

  private positionsOf(channels: readonly string[], patterns: readonly string[]): Resumption {
    const positions: Record<string, number> = {};
    for (const channel of channels) {
      const last = this.lastOf(channel);
      if (last !== undefined) {
        // A position counts as an ack, so none beyond what is handled is ever stated.
        positions[channel] = Math.min(last, (this.handled.firstWaiting(channel) ?? Infinity) - 1);
      }
    }

    return { channels: [...patterns, ...channels], positions, ...(this.epoch === undefined ? {} : { epoch: this.epoch }) };
  }
}

/** The payload of `reconnect`. */
export interface Resumption {
  readonly channels: readonly string[];
  readonly positions: Readonly<Record<string, number>>;
  readonly epoch?: string;
}
