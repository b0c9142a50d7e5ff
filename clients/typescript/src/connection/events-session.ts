import type { EventSourceMessage } from "eventsource-parser";
import type { PendingCommand } from "../commands/pending.js";
import type { ChannelMessage, Confirmation, ErrorFrame, Session } from "../contract/messages.js";
import type { Opening } from "../delivery/subscriptions.js";
import { Scope } from "../platform/scope.js";
import type { MessageAcknowledged } from "../protocol/generated.js";
import { listenToEvents } from "../transport/events.js";
import { HttpRefusal, request } from "../transport/http.js";
import type { Core } from "./core.js";
import type { SessionEnd } from "./end.js";
import { readFrame } from "./frame.js";
import { LastError } from "./last-error.js";
import type { LiveSession } from "./live.js";
import { takeNotice } from "./notices.js";

/** The place in the last stream, which outlives it. */
export interface EventPlace {
  lastEventId: string | undefined;
}

// A stream is quiet for 30 s at most (section 10).
const longestSilence = 75_000;
const roomPause = 50;
const postPause = 1_000;
/** What the server answers to who may not hear any of the channels, or names none that exist. */
const mayNot = new Set([400, 403, 404, 422]);

/**
 * A stream of Server-Sent Events, for networks that let no WebSocket through: it listens only, and commands go over HTTP (section 10).
 * Other channels mean another stream, which goes on where this one ended.
 */
export class EventsSession implements LiveSession {
  established: Session | undefined;
  live = false;
  readonly ended: Promise<SessionEnd>;
  private readonly scope: Scope;
  private readonly abort = new AbortController();
  private readonly began: number;
  private readonly names: readonly string[];
  private openings: Opening[] = [];
  private cancelSilence = () => {};
  private readonly lastError: LastError;
  private posting: Promise<void> = Promise.resolve();
  private finish!: (end: SessionEnd) => void;

  constructor(
    private readonly core: Core,
    private readonly token: string,
    private readonly place: EventPlace,
    private readonly begun: () => void,
  ) {
    const { settings, subscriptions } = core;
    this.scope = new Scope(settings.platform);
    this.lastError = new LastError(settings.platform.elapsed);
    this.ended = new Promise((resolve) => (this.finish = resolve));
    this.began = settings.platform.elapsed();
    subscriptions.takeUnwanted();
    this.openings = subscriptions.takeOpenings();
    this.names = [...new Set([...this.openings.flatMap(({ names }) => names), ...subscriptions.names])];
    // What was not confirmed is asked on the next connection.
    this.scope.onEnd(() => subscriptions.returnOpenings(this.openings));
    this.scope.after(settings.connectTimeout, () => this.live || this.end({ reason: "no stream in time" }));
    void this.listen();
  }

  send(command: PendingCommand): void {
    if (this.live) {
      // One after the other, in the order of the calls.
      this.posting = this.posting.then(() => this.post(command));
    }
  }

  subscribe(): void {
    if (this.live) {
      this.again("other channels");
    }
  }

  fill(): void {
    // Nothing waits outside: a stream whose readers have no room is not read on.
  }

  check(): void {
    this.again("the network may be another one");
  }

  abandon(pause: number): void {
    this.end({ reason: "the application abandoned the connection", retryAfter: pause });
  }

  close(): void {
    this.end({ reason: "the client closed" });
  }

  private again(reason: string): void {
    this.end({ reason, retryAfter: 0 });
  }

  private end(end: SessionEnd): void {
    if (!this.scope.ended) {
      this.scope.end();
      this.abort.abort();
      this.finish({ ...end, lived: this.live ? this.core.settings.platform.elapsed() - this.began : undefined });
    }
  }

  private async listen(): Promise<void> {
    const { settings } = this.core;
    try {
      if (this.names.length === 0) {
        // Nothing to listen to yet: the server only has to be there.
        await request(settings, "/health/live", this.token, { signal: this.abort.signal });
        this.begin();
        return;
      }

      await listenToEvents(settings, this.names, this.token, this.place.lastEventId, this.abort.signal, {
        onBytes: () => this.heard(),
        onEvent: (event) => this.take(event),
      });
      this.end({ reason: "the stream ended" });
    } catch (fault) {
      this.end(fault instanceof HttpRefusal ? this.refused(fault) : { reason: (fault as Error).message });
    }
  }

  // Where nothing of what was asked may be heard there is no stream; the client goes on without these channels.
  private refused(fault: HttpRefusal): SessionEnd {
    if (mayNot.has(fault.status)) {
      this.openings = [];
      this.names.forEach((name) => this.core.subscriptions.end(name, fault.message));
      return { reason: fault.message };
    }

    return endOf(fault);
  }

  private heard(): void {
    this.core.freshness.heard();
    this.cancelSilence();
    this.cancelSilence = this.scope.after(longestSilence, () => this.end({ reason: "the server is silent" }));
  }

  private begin(): void {
    const { core } = this;
    this.live = true;
    core.freshness.become("live");
    core.raise({ type: "connected", transport: "events", session: this.established });
    this.begun();
    const { transport, platform, socketRetry } = core.settings;
    if (transport === "auto" && platform.WebSocket) {
      this.scope.after(socketRetry, () => this.again("the WebSocket is tried again"));
    }

    if (core.subscriptions.hasOpenings) {
      this.again("other channels");
    }

    core.commands.all.forEach((command) => this.send(command));
  }

  private async take(event: EventSourceMessage): Promise<void> {
    if (event.event === "close") {
      const { code, reason } = JSON.parse(event.data) as { code: number; reason: string };
      const { code: error, retryAfter } = this.lastError.current;
      this.end({ reason, closeCode: code, code: error, retryAfter });
      return;
    }

    const frame = readFrame(event.data);
    if (frame?.sequence !== undefined) {
      await this.deliver(frame as ChannelMessage);
    } else if (frame && !takeNotice(this.core, frame)) {
      this.takeOwn(frame.type, frame.data);
    }

    if (event.id) {
      this.place.lastEventId = event.id;
    }
  }

  private takeOwn(type: string, data: unknown): void {
    switch (type) {
      case "connection_established":
        this.established = data as Session;
        break;
      case "subscription_confirmed":
        this.confirm(data as Confirmation);
        this.begin();
        break;
      case "token_expiring":
        this.again("the session ends soon");
        break;
      case "reconnect_advised":
        this.scope.after((data as { delayMs: number }).delayMs, () => this.again("the server advised to reconnect"));
        break;
      case "error":
        this.lastError.take(data as ErrorFrame);
        this.core.raise({ type: "error_reported", error: data as ErrorFrame });
        break;
      default:
    }
  }

  private confirm(confirmed: Confirmation): void {
    const { subscriptions } = this.core;
    const resumed = this.place.lastEventId !== undefined;
    const known = new Map(subscriptions.channels.map((channel) => [channel, subscriptions.lastOf(channel)]));
    if (confirmed.failed.some(({ reason }) => reason === "history_unavailable")) {
      this.place.lastEventId = undefined;
    }

    for (const { from, ...opening } of this.openings.splice(0)) {
      // A stream begins where it is and not at a position: what lies between is gone.
      subscriptions.confirm(opening, confirmed);
      for (const [channel, after] of Object.entries(from?.positions ?? {})) {
        this.beginAt(channel, after, confirmed, resumed);
      }
    }

    for (const [channel, last] of known) {
      const failure = confirmed.failed.find((each) => each.channel === channel);
      if (failure?.reason === "history_unavailable") {
        subscriptions.lose(channel);
      } else if (failure) {
        subscriptions.end(channel, failure.reason);
      } else if (!resumed && last !== undefined) {
        this.beginAt(channel, last, confirmed, false);
      }
    }

    subscriptions.epoch = confirmed.epoch;
  }

  private beginAt(channel: string, after: number, { positions }: Confirmation, resumed: boolean): void {
    const liveAfter = positions[channel];
    if (liveAfter !== undefined && (resumed || liveAfter > after)) {
      this.core.subscriptions.relocate(channel, liveAfter, after);
    }
  }

  private async deliver(message: ChannelMessage): Promise<void> {
    const { subscriptions, freshness } = this.core;
    let arrival = subscriptions.receive(message, false);
    if (arrival === "hole") {
      subscriptions.relocate(message.channel, message.sequence - 1);
      arrival = subscriptions.receive(message, false);
    }

    while (arrival === "no_room") {
      await this.scope.sleep(roomPause);
      subscriptions.letIn([message.channel]);
      arrival = subscriptions.receive(message, false);
    }

    if (arrival === "next" || arrival === "redelivered") {
      freshness.message(message.sequence);
    }
  }

  private async post(command: PendingCommand): Promise<void> {
    const { core } = this;
    if (this.scope.ended || !core.commands.has(command.messageId)) {
      return;
    }

    try {
      const body = await command.frame;
      command.sent();
      const answer = await request(core.settings, "/v1/commands", this.token, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
        signal: this.abort.signal,
      });
      const { data } = (await answer.json()) as MessageAcknowledged;
      core.commands.answer(data.messageId, { result: data.result ?? {} });
    } catch (fault) {
      if (fault instanceof HttpRefusal && fault.status === 401) {
        this.end(endOf(fault));
      } else if (fault instanceof HttpRefusal) {
        core.commands.answer(command.messageId, { refusal: fault.refusal });
      } else {
        // The way broke, perhaps one that was kept from before a restart; another attempt takes a new one.
        this.scope.after(postPause, () => this.send(command));
      }
    }
  }
}

function endOf({ status, refusal }: HttpRefusal): SessionEnd {
  const closeCode = status === 401 ? 4401 : status === 429 ? 4429 : undefined;
  const retryAfter = refusal.retryAfter === undefined ? undefined : refusal.retryAfter * 1000;
  return { reason: refusal.message, closeCode, code: refusal.code, retryAfter };
}
