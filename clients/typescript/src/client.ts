import { attempt } from "./commands/attempts.js";
import type { PendingCommand } from "./commands/pending.js";
import { Core } from "./connection/core.js";
import { writeFrame } from "./connection/frame.js";
import { awaitState, loadState } from "./connection/state.js";
import { Supervisor } from "./connection/supervisor.js";
import { ClientStopped } from "./contract/errors.js";
import type { ClientEvent, Freshness, Transport } from "./contract/events.js";
import type { ChannelMessage, CommandResult, Commands, CommandType, Delivered, Followed, Positions, Session } from "./contract/messages.js";
import { settingsOf, type ClientOptions } from "./contract/options.js";
import { follower } from "./delivery/follow.js";
import { Subscription, type Translate } from "./delivery/subscription.js";
import { Keyring } from "./keys/keyring.js";

const idRule = /^[A-Za-z0-9_-]{1,64}$/;

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
export class TableTapClient {
  private readonly core: Core;
  private readonly supervisor: Supervisor;
  private started = false;
  private lastFrame: Promise<unknown> = Promise.resolve();

  /** Makes a client; nothing is sent before {@link connect}. Throws a RangeError where an option is out of its range. */
  constructor(options: ClientOptions) {
    const settings = settingsOf(options);
    this.core = new Core(settings, new Keyring(settings));
    this.supervisor = new Supervisor(this.core);
  }

  /** How current everything is (data for a line such as "live · 2 s ago · sequence 812"). */
  get freshness(): Freshness {
    return this.core.freshness.current;
  }

  /** What the server said of the present session; undefined while there is none. */
  get session(): Session | undefined {
    return this.supervisor.session?.established;
  }

  /** By what the client is connected; undefined while it is not. */
  get transport(): Transport | undefined {
    return this.supervisor.transport;
  }

  /** The channels that are heard now, patterns expanded. */
  get channels(): readonly string[] {
    return this.core.subscriptions.channels;
  }

  /** The last handled sequence of each channel, and their epoch: to be kept, and given to {@link subscribe} by a later client. */
  get positions(): Positions {
    return { positions: this.core.handled.positions, epoch: this.core.subscriptions.epoch ?? "" };
  }

  /** Calls something for every event of the connection; what it returns ends that. */
  onEvent(listener: (event: ClientEvent) => void): () => void {
    return this.core.listen(listener);
  }

  /**
   * Connects, and from then on stays connected. Resolves at the first session, however often it has to be tried. Rejects with
   * {@link ClientStopped} where the server will not have this client.
   */
  async connect(): Promise<void> {
    await this.core.keyring.load();
    if (!this.started) {
      this.started = true;
      this.supervisor.start();
    }

    await this.supervisor.ready();
  }

  /**
   * Hears channels or patterns from what comes next, or after positions that the application has: every message once and in order, over
   * reconnections. What is typed follows from the names. May be called before {@link connect}, and offline.
   *
   * With a handler it is called with one message after the other, and waited for; a message is confirmed when it is done. Without one,
   * read what is returned with `for await`.
   */
  subscribe<const Name extends string>(
    channels: readonly Name[],
    handler?: (delivered: Delivered<Name>) => unknown,
    from?: Positions,
  ): Subscription<Delivered<Name>> {
    const subscription = this.subscription<Delivered<Name>>((raw) => this.open(raw) as Promise<Delivered<Name>>, handler);
    this.core.subscriptions.add(subscription as Subscription<unknown>, channels, from);
    return subscription;
  }

  /**
   * Loads a state over HTTP and hears what changes it, without gap or double: first a `state`, then messages, and another `state`
   * where history is gone (section 10). The path is one of the states, such as `/v1/cafes/demo/board`.
   */
  follow<State>(path: string, handler?: (followed: Followed<State>) => unknown): Subscription<Followed<State>> {
    const load = () => awaitState(this.core, path, this.core.scope);
    const translate = follower<State>(load);
    const subscription = this.subscription<Followed<State>>(async (raw) => translate(await this.open(raw)), handler);
    void this.begin(subscription as Subscription<unknown>, load);
    return subscription;
  }

  /** Loads a state once (section 10). Throws a TableTapError where the server refuses. */
  async load<State>(path: string): Promise<State & Positions> {
    return (await loadState(this.core, path)) as unknown as State & Positions;
  }

  /**
   * Sends a command; resolves when the server has carried it out and stored it (section 4). Over reconnections and late answers it is sent
   * again under the same id, so that it happens once; offline it waits. Commands go in the order of the calls.
   *
   * Rejects with {@link CommandRefused}, with {@link CommandUnanswered} at its deadline, and with {@link CommandQueueFull}.
   */
  command<Type extends CommandType>(
    type: Type,
    data: Commands[Type],
    options: { readonly messageId?: string; readonly deadline?: number } = {},
  ): Promise<CommandResult> {
    const { settings, commands, scope, keyring } = this.core;
    const { messageId = settings.platform.newId(), deadline = settings.commandDeadline } = options;
    if (!idRule.test(messageId)) {
      return Promise.reject(new RangeError("A messageId is 1 to 64 of A-Z, a-z, 0-9, _ and -."));
    }

    if (scope.ended) {
      return Promise.reject(new ClientStopped("the client has stopped"));
    }

    const frame = writeFrame(type, settings.platform.now(), data, messageId);
    const text = keyring.signs(type) ? keyring.sign(frame) : Promise.resolve(JSON.stringify(frame));
    // A signature takes its time; whatever was called before goes first.
    const inTurn = this.lastFrame.then(() => text);
    this.lastFrame = inTurn.catch(() => {});
    const patience = { deadline, answerTimeout: settings.answerTimeout, elapsed: settings.platform.elapsed };
    return attempt(messageId, inTurn, commands, scope, patience, (command: PendingCommand) => this.supervisor.session?.send(command));
  }

  /** Finds out at once whether the connection still is: for an application that knows that its network has changed. */
  check(): void {
    this.supervisor.session?.check();
  }

  /** Drops the connection without a goodbye and connects anew: for trying out what a lost network does. Nothing is lost by it. */
  abandon(pause = 0): void {
    this.supervisor.session?.abandon(pause);
  }

  /** Confirms what was handled, says goodbye and ends all waiting. No timer of the client is left. */
  close(): void {
    this.supervisor.stop(new ClientStopped("the client was closed"));
  }

  private subscription<Item>(translate: Translate<Item>, handler: ((item: Item) => unknown) | undefined): Subscription<Item> {
    const { core } = this;
    const subscription: Subscription<Item> = new Subscription<Item>({
      capacity: core.settings.inboxCapacity,
      translate,
      handler,
      handlerFailed: (fault) => core.handlerFailed(fault),
      onRoom: () => this.supervisor.session?.fill(),
      onClose: (closed) => {
        core.subscriptions.remove(closed as Subscription<unknown>);
        this.supervisor.session?.subscribe();
      },
    });
    return subscription;
  }

  private async begin(reader: Subscription<unknown>, load: () => Promise<Positions & Record<string, unknown>>): Promise<void> {
    const { subscriptions } = this.core;
    try {
      const state = await load();
      if (reader.isClosed) {
        return;
      }

      const channels = Object.keys(state.positions);
      if (channels.some((channel) => subscriptions.knows(channel))) {
        // What is heard already goes on from here: a state that is loaded after this moment has everything before it.
        reader.inbox.put({ type: "state_due", ready: () => reader.ready });
        subscriptions.add(reader, channels);
      } else {
        reader.inbox.put({ type: "state", state });
        subscriptions.add(reader, channels, state);
      }

      reader.endIfNothing();
    } catch (fault) {
      reader.end(fault);
    }
  }

  private open(raw: unknown): Promise<unknown> {
    return this.core.keyring.open(raw as ChannelMessage);
  }
}
