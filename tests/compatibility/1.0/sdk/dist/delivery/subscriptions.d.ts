import type { ClientEvent } from "../contract/events.js";
import type { ChannelMessage, Confirmation, Positions } from "../contract/messages.js";
import type { HandledMessages } from "./handled.js";
import { type Arrival } from "./progress.js";
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
/** What the client hears and how far it has come; outlives connections (sections 2, 3 and 7). */
export declare class Subscriptions {
    private readonly handled;
    private readonly raise;
    private readonly heard;
    private readonly patterns;
    /** Channels whose history is gone and that are not yet heard again, with the last sequence delivered. */
    private readonly lost;
    private readonly readers;
    private readonly unwanted;
    private closed;
    private openings;
    /** The epoch of all positions; undefined before the first subscription. */
    epoch: string | undefined;
    /** Is called when there is something to ask the server for. */
    onOpening: () => void;
    constructor(handled: HandledMessages, raise: (event: ClientEvent) => void);
    /** The channels that are heard, patterns expanded. */
    get channels(): string[];
    /** Everything that is or will be asked for: patterns, channels, and what waits to be opened. */
    get names(): string[];
    /** Whether a channel is heard or is about to be. */
    knows(channel: string): boolean;
    /** Adds a reader of names; it hears what is heard already at once. */
    add(reader: Reader, names: readonly string[], from?: Positions): void;
    /** Takes a reader out, and forgets what nobody else hears. */
    remove(reader: Reader): void;
    /** Takes out the names that were forgotten because nobody hears them any more, and that a session may still have. */
    takeUnwanted(): string[];
    /** Whether something has to be asked for. */
    get hasOpenings(): boolean;
    /** Takes out what has to be asked for. */
    takeOpenings(): Opening[];
    /** Puts back what could not be asked. */
    returnOpenings(openings: readonly Opening[]): void;
    /** Takes the server's word on an opening. */
    confirm(opening: Opening, confirmed: Confirmation): void;
    /** A pattern covers more channels now. */
    extend(channels: readonly string[]): void;
    /** Takes a message: gives it to its readers if it is the next one and they have room. */
    receive(message: ChannelMessage, replayed: boolean): Arrival | "foreign" | "no_room";
    /** The last sequence received of a channel. */
    lastOf(channel: string): number | undefined;
    /** Everything of a channel up to a sequence was sent by now. */
    reach(channel: string, sequence: number): void;
    /** Whether messages of a channel wait outside until its readers have room. */
    waitsForRoom(channel: string): boolean;
    /** The channels of which something waits outside, and whose readers have room for it now. */
    get fillable(): string[];
    /** What is asked for from here on may come in. */
    letIn(channels: readonly string[]): void;
    /** The request that brings a new session to where the last one was; undefined where nothing is heard. */
    resumption(): Resumption | undefined;
    /** The request that fills holes; undefined where none of the channels is heard any more. */
    filling(behind: Iterable<string>): Resumption | undefined;
    /** The history of a channel is gone: it is opened anew, and its readers are told where it goes on. */
    lose(channel: string, after?: number): void;
    /** Something of a channel is gone, and the next message stands after another sequence. */
    relocate(channel: string, start: number, after?: number): void;
    /** A name is heard no more. */
    end(name: string, reason: string): void;
    /** Ends every reader, also those that come later. */
    close(fault: unknown): void;
    /** Channels went with a pattern that is no longer asked for: those that a reader wants all the same are asked for again. */
    reclaim(channels: readonly string[]): void;
    private join;
    private readersOf;
    private begin;
    private sweep;
    private forget;
    private positionsOf;
}
/** The payload of `reconnect`. */
export interface Resumption {
    readonly channels: readonly string[];
    readonly positions: Readonly<Record<string, number>>;
    readonly epoch?: string;
}
export {};
