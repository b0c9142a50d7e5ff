import type { PendingCommand } from "../commands/pending.js";
import type { ChannelMessage, ErrorFrame, Session } from "../contract/messages.js";
import { Limiter } from "../platform/limiter.js";
import type { SocketConstructor } from "../platform/platform.js";
import { Scope } from "../platform/scope.js";
import type { MessageReplay, Pong, ReconnectAdvised } from "../protocol/generated.js";
import { SocketLink } from "../transport/socket.js";
import { AckSender } from "./acks.js";
import type { Core } from "./core.js";
import type { SessionEnd } from "./end.js";
import { readFrame, writeFrame, type Frame } from "./frame.js";
import { Heartbeat } from "./heartbeat.js";
import { LastError } from "./last-error.js";
import type { LiveSession } from "./live.js";
import { answersCommand, takeNotice } from "./notices.js";
import { Opener } from "./opener.js";
import { renewSession } from "./renewal.js";
import { Replayer } from "./replayer.js";
import { Requests } from "./requests.js";

/** The parts of a session that has begun. */
interface Parts {
  readonly requests: Requests;
  readonly replayer: Replayer;
  readonly heartbeat: Heartbeat;
  readonly acks: AckSender;
  readonly opener: Opener;
}

/** One WebSocket's life: reads its frames in order and keeps the session going (section 1). */
export class SocketSession implements LiveSession {
  established: Session | undefined;
  readonly ended: Promise<SessionEnd>;
  private readonly scope: Scope;
  private readonly link: SocketLink;
  private parts: Parts | undefined;
  private limiter: Limiter | undefined;
  private began: number | undefined;
  private readonly lastError: LastError;
  private advisedUntil: number | undefined;
  private finish!: (end: SessionEnd) => void;

  constructor(
    private readonly core: Core,
    WebSocket: SocketConstructor,
    token: string,
    private readonly begun: () => void,
  ) {
    const { settings } = core;
    this.scope = new Scope(settings.platform);
    this.lastError = new LastError(settings.platform.elapsed);
    this.ended = new Promise((resolve) => (this.finish = resolve));
    this.scope.after(settings.connectTimeout, () => this.live || this.lose("no session in time"));
    this.link = new SocketLink(WebSocket, settings.socket, token, {
      onText: (text) => this.take(text),
      onClosed: (code, reason) => this.closed(code, reason),
    });
  }

  get live(): boolean {
    return this.established !== undefined;
  }

  send(command: PendingCommand): void {
    if (!this.live) {
      return;
    }

    void command.frame.then((text) => {
      this.scope.inTurn(this.limiter!.reserve(), () => {
        if (this.core.commands.has(command.messageId)) {
          this.link.send(text);
          command.sent();
        }
      });
    });
  }

  subscribe(): void {
    this.parts?.opener.run();
  }

  fill(): void {
    this.core.subscriptions.fillable.forEach((channel) => this.parts?.replayer.ask(channel));
  }

  check(): void {
    this.parts?.heartbeat.check();
  }

  abandon(pause: number): void {
    this.end({ reason: "the application abandoned the connection", retryAfter: pause });
  }

  close(): void {
    this.parts?.acks.flush();
    this.end({ reason: "the client closed" });
  }

  private lose(reason: string): void {
    this.end({ reason });
  }

  private closed(code: number, text: string): void {
    const { elapsed } = this.core.settings.platform;
    const advised = this.advisedUntil === undefined ? undefined : Math.max(0, this.advisedUntil - elapsed());
    const { message, code: error, retryAfter = advised } = this.lastError.current;
    this.end({
      reason: message ?? (text || "the connection broke"),
      // 1005 and 1006 are made by this side: no code came.
      closeCode: code === 1005 || code === 1006 ? undefined : code,
      code: error,
      retryAfter,
    });
  }

  private end(end: SessionEnd): void {
    const { elapsed } = this.core.settings.platform;
    if (!this.scope.ended) {
      this.link.leave(end.reason.slice(0, 40));
      this.scope.end();
      this.finish({ ...end, lived: this.began === undefined ? undefined : elapsed() - this.began });
    }
  }

  private take(text: unknown): void {
    const frame = readFrame(text);
    this.core.freshness.heard();
    this.parts?.heartbeat.heard();
    try {
      if (!frame) {
        throw new Error("a frame that is no message");
      } else if (frame.sequence !== undefined) {
        this.deliver(frame as ChannelMessage, false);
      } else if (!takeNotice(this.core, frame)) {
        this.takeOwn(frame);
      }
    } catch (fault) {
      this.core.raise({ type: "error_reported", error: { code: "MALFORMED_MESSAGE", message: (fault as Error).message } });
    }
  }

  private takeOwn(frame: Frame): void {
    switch (frame.type) {
      case "connection_established":
        this.begin(frame.data as Session);
        break;
      case "message_replay":
        this.replay(frame, frame.data as MessageReplay["data"]);
        break;
      case "pong":
        this.parts?.heartbeat.compare((frame.data as Pong["data"] | undefined)?.heads ?? {});
        break;
      case "token_expiring":
        this.scope.run(
          () => renewSession(this.core, this.parts!.requests, this.scope),
          () => {},
        );
        break;
      case "reconnect_advised":
        this.leaveAfter(Math.max(0, (frame.data as ReconnectAdvised["data"]).delayMs));
        break;
      case "subscription_confirmed":
        this.parts?.requests.find(frame.correlationId, "subscribe")?.reply(frame.data);
        break;
      case "unsubscription_confirmed":
        this.parts?.requests.find(frame.correlationId, "unsubscribe")?.reply(frame.data);
        break;
      case "token_refreshed":
        this.parts?.requests.find(frame.correlationId, "token_refresh")?.reply(frame.data);
        break;
      case "encryption_key_accepted":
        this.parts?.requests.find(frame.correlationId, "encryption_key")?.reply(frame.data);
        break;
      case "error":
        this.takeError(frame, frame.data as ErrorFrame);
        break;
      default:
      // What a later minor version adds is not this client's business.
    }
  }

  private begin(established: Session): void {
    const { core, scope } = this;
    const { platform, heartbeatInterval, answerTimeout, catchUpGrace, ackInterval } = core.settings;
    const lose = (reason: string) => this.lose(reason);
    this.established = established;
    this.began = platform.elapsed();
    this.limiter = new Limiter(established.limits.messagesPerMinute, platform.elapsed);
    const requests = new Requests(scope, answerTimeout, platform.newId, (type, messageId, data) => this.ask(type, messageId, data));
    const replays = new Limiter(established.limits.replaysPerMinute, platform.elapsed);
    const replayer = new Replayer(core, requests, scope, replays, lose);
    this.parts = {
      requests,
      replayer,
      acks: new AckSender(core.handled, scope, ackInterval, (data) => this.write("ack", data)),
      opener: new Opener(core, requests, scope, lose),
      heartbeat: new Heartbeat({
        scope,
        interval: heartbeatInterval ?? Math.max(1, established.heartbeatInterval) * 1000,
        answerTimeout,
        grace: catchUpGrace,
        subscriptions: core.subscriptions,
        freshness: core.freshness,
        ping: () => this.write("ping"),
        behind: (channel) => replayer.ask(channel),
        lost: () => this.lose("the server is silent"),
        back: () => core.freshness.become(replayer.busy ? "behind" : "live"),
      }),
    };
    core.freshness.become(core.subscriptions.channels.length > 0 ? "behind" : "live");
    core.raise({ type: "connected", transport: "socket", session: established });
    this.begun();
    this.giveKey();
    // A new session has nothing to leave.
    core.subscriptions.takeUnwanted();
    replayer.resume();
    this.parts.opener.run();
    core.commands.all.forEach((command) => this.send(command));
  }

  private giveKey(): void {
    const { jwk } = this.core.keyring;
    if (jwk) {
      // A token with a key of its own keeps that one: a conflict, and no harm.
      this.parts!.requests.ask("encryption_key", { jwk }).catch((fault: Error) =>
        this.core.raise({ type: "error_reported", error: { code: "CONFLICT", message: fault.message } }),
      );
    }
  }

  private deliver(message: ChannelMessage, replayed: boolean): void {
    const { subscriptions, handled, freshness } = this.core;
    const arrival = subscriptions.receive(message, replayed);
    if (arrival === "hole") {
      this.parts?.replayer.ask(message.channel);
    } else if (arrival === "duplicate" && "ackRequired" in message) {
      handled.confirmAgain(message.channel, message.sequence);
    } else if (arrival === "next" || arrival === "redelivered") {
      freshness.message(message.sequence);
    }
  }

  private replay(frame: Frame, { messages, hasMore, positions = {}, complete = {} }: MessageReplay["data"]): void {
    for (const message of messages) {
      this.deliver(message as unknown as ChannelMessage, true);
    }

    const request = this.parts?.requests.find(frame.correlationId, "reconnect");
    if (hasMore) {
      request?.extend();
    } else if (request?.type === "reconnect") {
      this.parts!.replayer.filled(positions, complete);
      request.reply(undefined);
    }
  }

  private takeError(frame: Frame, error: ErrorFrame): void {
    if (answersCommand(this.core, frame)) {
      return;
    }

    const request = frame.correlationId === undefined ? undefined : this.parts?.requests.find(frame.correlationId, "");
    if (error.channel !== undefined && error.code === "HISTORY_UNAVAILABLE") {
      this.core.subscriptions.lose(error.channel);
    } else if (error.channel !== undefined && request?.type === "reconnect") {
      this.core.subscriptions.end(error.channel, error.message);
    } else if (request) {
      request.refuse(error);
    } else {
      this.lastError.take(error);
      this.core.raise({ type: "error_reported", error });
    }
  }

  private leaveAfter(delay: number): void {
    this.advisedUntil = this.core.settings.platform.elapsed() + delay;
    this.scope.after(delay, () => {
      this.parts?.acks.flush();
      this.end({ reason: "the server advised to reconnect", retryAfter: 0 });
    });
  }

  /** Sends a request when its turn has come; answers how long that is. */
  private ask(type: string, messageId: string, data: unknown): number {
    // token_refresh does not count (section 8).
    const wait = type === "token_refresh" ? 0 : this.limiter!.reserve();
    this.scope.inTurn(wait, () => this.write(type, data, messageId));
    return wait;
  }

  private write(type: string, data?: unknown, messageId?: string): void {
    const frame = writeFrame(type, this.core.settings.platform.now(), data, messageId);
    if (this.core.keyring.signs(type)) {
      void this.core.keyring.sign(frame).then((text) => this.link.send(text));
    } else {
      this.link.send(JSON.stringify(frame));
    }
  }
}
