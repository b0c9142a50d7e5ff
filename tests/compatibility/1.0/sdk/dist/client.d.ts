import type { ClientEvent, Freshness, Transport } from "./contract/events.js";
import type { CommandResult, Commands, CommandType, Delivered, Followed, Positions, Session } from "./contract/messages.js";
import { type ClientOptions } from "./contract/options.js";
import { Subscription } from "./delivery/subscription.js";
/**
 * A client of a TableTap server that stays connected: it reconnects with back-off and jitter, fetches exactly what was missed, drops what
 * comes twice, sends commands again under their id until they are answered, renews its session and confirms what was handled.
 *
 * @example
 * ```ts
 * const client = new TableTapClient({ url: "https://cafe.example", token: () => fetchToken() });
 * await client.connect();
 * client.subscribe(["orders:customer:guest_1"], (message) => {
 *   if (message.type === "order_ready") console.log(message.data.pickupCode);
 * });
 * const { orderNumber } = await client.command("order_create", {
 *   cafeId: "demo", items: [{ itemId: "latte", quantity: 1 }], orderType: "takeaway",
 * });
 * ```
 */
export declare class TableTapClient {
    private readonly core;
    private readonly supervisor;
    private started;
    private lastFrame;
    /** Makes a client; nothing is sent before {@link connect}. Throws a RangeError where an option is out of its range. */
    constructor(options: ClientOptions);
    /** How current everything is (data for a line such as "live · 2 s ago · sequence 812"). */
    get freshness(): Freshness;
    /** What the server said of the present session; undefined while there is none. */
    get session(): Session | undefined;
    /** By what the client is connected; undefined while it is not. */
    get transport(): Transport | undefined;
    /** The channels that are heard now, patterns expanded. */
    get channels(): readonly string[];
    /** The last handled sequence of each channel, and their epoch: to be kept, and given to {@link subscribe} by a later client. */
    get positions(): Positions;
    /** Calls something for every event of the connection; what it returns ends that. */
    onEvent(listener: (event: ClientEvent) => void): () => void;
    /**
     * Connects, and from then on stays connected. Resolves at the first session, however often it has to be tried. Rejects with
     * {@link ClientStopped} where the server will not have this client.
     */
    connect(): Promise<void>;
    /**
     * Hears channels or patterns from what comes next, or after positions that the application has: every message once and in order, over
     * reconnections. What is typed follows from the names. May be called before {@link connect}, and offline.
     *
     * With a handler it is called with one message after the other, and waited for; a message is confirmed when it is done. Without one,
     * read what is returned with `for await`.
     */
    subscribe<const Name extends string>(channels: readonly Name[], handler?: (delivered: Delivered<Name>) => unknown, from?: Positions): Subscription<Delivered<Name>>;
    /**
     * Loads a state over HTTP and hears what changes it, without gap or double: first a `state`, then messages, and another `state`
     * where history is gone (section 10). The path is one of the states, such as `/v1/cafes/demo/board`.
     */
    follow<State>(path: string, handler?: (followed: Followed<State>) => unknown): Subscription<Followed<State>>;
    /** Loads a state once (section 10). Throws a TableTapError where the server refuses. */
    load<State>(path: string): Promise<State & Positions>;
    /**
     * Sends a command; resolves when the server has carried it out and stored it (section 4). Over reconnections and late answers it is sent
     * again under the same id, so that it happens once; offline it waits. Commands go in the order of the calls.
     *
     * Rejects with {@link CommandRefused}, with {@link CommandUnanswered} at its deadline, and with {@link CommandQueueFull}.
     */
    command<Type extends CommandType>(type: Type, data: Commands[Type], options?: {
        readonly messageId?: string;
        readonly deadline?: number;
    }): Promise<CommandResult>;
    /** Finds out at once whether the connection still is: for an application that knows that its network has changed. */
    check(): void;
    /** Drops the connection without a goodbye and connects anew: for trying out what a lost network does. Nothing is lost by it. */
    abandon(pause?: number): void;
    /** Confirms what was handled, says goodbye and ends all waiting. No timer of the client is left. */
    close(): void;
    private subscription;
    private begin;
    private open;
}
