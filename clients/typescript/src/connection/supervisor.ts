import { ClientStopped } from "../contract/errors.js";
import type { Transport } from "../contract/events.js";
import { Scope } from "../platform/scope.js";
import type { Core } from "./core.js";
import type { SessionEnd } from "./end.js";
import { EventsSession, type EventPlace } from "./events-session.js";
import type { LiveSession } from "./live.js";
import { Reconnection } from "./reconnection.js";
import { takesWork } from "./reachability.js";
import { SocketSession } from "./socket-session.js";

// So many sockets in a row that did not get through lead to events.
const socketAttempts = 2;

/** Keeps one session after the other, until the client is closed or a server says never again. */
export class Supervisor {
  /** The connection, or the attempt at one; undefined while the client waits. */
  session: LiveSession | undefined;
  private readonly place: EventPlace = { lastEventId: undefined };
  private readonly reconnection: Reconnection;
  private socketFailures = 0;
  private socketFailedAt = 0;
  private wakeNow: (() => void) | undefined;
  private readonly waiting: { resolve: () => void; reject: (fault: Error) => void }[] = [];
  private stopped: ClientStopped | undefined;

  constructor(private readonly core: Core) {
    const { firstBackoff, maxBackoff, platform } = core.settings;
    this.reconnection = new Reconnection({ firstBackoff, maxBackoff, random: platform.random });
  }

  /** By what the client is connected; undefined while it is not. */
  get transport(): Transport | undefined {
    return !this.session?.live ? undefined : this.session instanceof SocketSession ? "socket" : "events";
  }

  /** Waits for a session. Throws {@link ClientStopped} where there will be none. */
  ready(): Promise<void> {
    if (this.stopped) {
      return Promise.reject(this.stopped);
    }

    return this.session?.live ? Promise.resolve() : new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /** Begins; from then on it keeps the client connected. */
  start(): void {
    const { scope, settings, subscriptions } = this.core;
    subscriptions.onOpening = () => this.session?.subscribe();
    scope.onEnd(settings.platform.onWake(() => this.wake()));
    scope.run(
      () => this.run(),
      (fault) => this.stop(new ClientStopped((fault as Error).message)),
    );
  }

  /** Ends everything: who waits is told why. */
  stop(reason: ClientStopped): void {
    if (this.stopped) {
      return;
    }

    this.stopped = reason;
    this.session?.close();
    this.core.freshness.become("stopped");
    this.core.subscriptions.close(reason.closeCode === undefined ? undefined : reason);
    this.core.scope.end();
    this.waiting.splice(0).forEach(({ reject }) => reject(reason));
    this.core.raise({ type: "stopped", reason: reason.message, ...(reason.closeCode === undefined ? {} : { closeCode: reason.closeCode }) });
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const end = await this.live();
      if (this.stopped) {
        return;
      }

      const step = this.reconnection.after(end);
      if ("stop" in step) {
        this.stop(step.stop);
        return;
      }

      this.core.freshness.become("connecting");
      this.core.raise({
        type: "disconnected",
        reason: end.reason,
        ...(end.closeCode === undefined ? {} : { closeCode: end.closeCode }),
        retryIn: step.delay,
      });
      if (step.delay > 0) {
        await this.pause(step.delay, step.asked);
      }
    }
  }

  private async live(): Promise<SessionEnd> {
    const { core } = this;
    try {
      const token = await core.tokens.renewed();
      if (this.stopped) {
        return { reason: "the client closed" };
      }

      const begun = () => this.waiting.splice(0).forEach(({ resolve }) => resolve());
      const WebSocket = this.events() ? undefined : core.settings.platform.WebSocket;
      this.session = WebSocket ? new SocketSession(core, WebSocket, token, begun) : new EventsSession(core, token, this.place, begun);
      const end = await this.session.ended;
      await this.learn(WebSocket !== undefined, end);
      return end;
    } catch (fault) {
      return { reason: `no connection: ${(fault as Error).message}` };
    } finally {
      this.session = undefined;
    }
  }

  private events(): boolean {
    const { transport, platform, socketRetry } = this.core.settings;
    if (transport !== "auto") {
      return transport === "events";
    }

    return !platform.WebSocket || (this.socketFailures >= socketAttempts && platform.elapsed() - this.socketFailedAt < socketRetry);
  }

  private async learn(socket: boolean, end: SessionEnd): Promise<void> {
    if (end.closeCode === 4401) {
      this.core.tokens.refuse();
    }

    const through = end.lived !== undefined || end.closeCode !== undefined;
    if (socket) {
      // A server that is away altogether, or starts, says nothing about sockets.
      const blocked = !through && this.core.settings.transport === "auto" && (await takesWork(this.core));
      this.socketFailures = blocked ? this.socketFailures + 1 : 0;
      this.socketFailedAt = this.core.settings.platform.elapsed();
    } else if (!through) {
      // Neither gets through: both are tried in turn.
      this.socketFailedAt = -Infinity;
    }
  }

  private async pause(delay: number, asked: boolean): Promise<void> {
    const scope = new Scope(this.core.settings.platform);
    const forget = this.core.scope.onEnd(() => scope.end());
    await scope.wait((done) => {
      // A pause that the server asked for is kept.
      this.wakeNow = asked ? undefined : done;
      return scope.after(delay, done);
    });
    this.wakeNow = undefined;
    forget();
    scope.end();
  }

  private wake(): void {
    this.wakeNow?.();
    this.session?.check();
  }
}
