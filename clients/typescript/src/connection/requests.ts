import { refusedRequest, TableTapError } from "../contract/errors.js";
import type { ErrorFrame } from "../contract/messages.js";
import type { Scope } from "../platform/scope.js";

/** A request about the session that waits for its reply. */
export interface Request {
  readonly type: string;
  /** Takes the reply, before the next frame is read. */
  readonly reply: (data: unknown) => void;
  readonly refuse: (error: ErrorFrame) => void;
  /** Something of the reply came; the rest has its time again. */
  readonly extend: () => void;
}

/** The requests of a session that wait: `subscribe`, `unsubscribe`, `reconnect`, `token_refresh` (sections 1, 3 and 7). */
export class Requests {
  private readonly open = new Map<string, Request>();

  constructor(
    private readonly scope: Scope,
    private readonly timeout: number,
    private readonly newId: () => string,
    /** Sends; answers how many milliseconds it waits for its turn. */
    private readonly send: (type: string, messageId: string, data: unknown) => number,
  ) {}

  /**
   * Sends a request and waits for its reply, which `take` gets first, before the next frame is read. Throws a TableTapError where the
   * server refuses or says nothing in time.
   */
  ask<Reply>(type: string, data: unknown, take: (reply: Reply) => void = () => {}): Promise<Reply> {
    const messageId = this.newId();
    return new Promise((resolve, reject) => {
      let cancel = () => {};
      const settle = (finish: () => void) => {
        cancel();
        this.open.delete(messageId);
        finish();
      };
      const extend = (wait = 0) => {
        cancel();
        cancel = this.scope.after(wait + this.timeout, () => settle(() => reject(new TableTapError(`no reply to ${type} in time`))));
      };
      this.open.set(messageId, {
        type,
        extend: () => extend(),
        reply: (reply) =>
          settle(() => {
            take(reply as Reply);
            resolve(reply as Reply);
          }),
        refuse: (error) => settle(() => reject(refusedRequest(error))),
      });
      extend(this.send(type, messageId, data));
    });
  }

  /** The request that a reply belongs to: by its id, or the oldest of its type where the reply names none. */
  find(messageId: string | undefined, type: string): Request | undefined {
    return messageId === undefined ? [...this.open.values()].find((request) => request.type === type) : this.open.get(messageId);
  }
}
