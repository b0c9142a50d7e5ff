// Commands that wait for their one answer. Each keeps its messageId, so that it happens once however often it is sent. docs/protocol.md §4.

const most = 100;
const patience = 120_000;
const answerTime = 10_000;
const shortestPause = 50;
const longestPause = 60_000;
// What heals by waiting.
const passing = new Set(['RATE_LIMIT_EXCEEDED', 'SERVICE_UNAVAILABLE']);

export class PendingCommands {
  #send;
  #onProblem;
  #all = new Map();

  /**
   * @param saved {messageId: {type, data, until}} of an earlier page, if any
   * @param send(frame) → whether there is a line that took it
   * @param onProblem(problem) is told what nobody waits for any more
   */
  constructor(saved, send, onProblem) {
    this.#send = send;
    this.#onProblem = onProblem;
    for (const [messageId, { type, data, until }] of Object.entries(saved ?? {})) this.#keep(messageId, { type, data, until: until ?? Date.now() + patience });
  }

  /** What a reload has to know. */
  get kept() {
    return Object.fromEntries([...this.#all].map(([messageId, { type, data, until }]) => [messageId, { type, data, until }]));
  }

  /** Sends a command; the promise ends with its answer, or after two minutes without one. */
  add(messageId, type, data) {
    if (this.#all.size >= most) return Promise.reject({ say: 'error.tooManyWaiting' });
    return new Promise((resolve, reject) => {
      this.#keep(messageId, { type, data, until: Date.now() + patience, resolve, reject });
      this.#try(messageId);
    });
  }

  /** A line is there again: what waits is sent, but for what the server asked to wait with. */
  sendAll() {
    for (const [messageId, { notBefore = 0 }] of [...this.#all]) {
      if (notBefore <= Date.now()) this.#try(messageId);
    }
  }

  /** A command was done. */
  done(answer) {
    this.#end(answer.messageId, ({ resolve }) => resolve?.(answer));
  }

  /** A command was refused: what passes is waited for, all else is its answer. */
  refused({ messageId, error }) {
    const command = this.#all.get(messageId);
    if (!command) return;
    const pause = passing.has(error.code) ? Math.max(shortestPause, (error.retryAfter ?? 1) * 1000) : Infinity;
    const moment = Date.now() + pause;
    if (pause > longestPause || moment >= command.until) {
      this.#fail(messageId, error);
      return;
    }
    command.notBefore = moment;
    clearTimeout(command.again);
    command.again = setTimeout(() => this.#try(messageId), pause);
  }

  /** Waits for nothing any more. */
  clear() {
    for (const messageId of [...this.#all.keys()]) this.#end(messageId, () => {});
  }

  #keep(messageId, command) {
    this.#all.set(messageId, command);
    command.over = setTimeout(() => this.#fail(messageId, { say: 'error.unanswered' }), Math.max(0, command.until - Date.now()));
  }

  // On a line that lives an answer may be overdue as well.
  #try(messageId) {
    const command = this.#all.get(messageId);
    clearTimeout(command.again);
    const { type, data } = command;
    if (this.#send({ type, messageId, data })) command.again = setTimeout(() => this.#try(messageId), answerTime);
  }

  #fail(messageId, problem) {
    this.#end(messageId, ({ reject }) => (reject ?? this.#onProblem)(problem));
  }

  #end(messageId, settle) {
    const command = this.#all.get(messageId);
    if (!command) return;
    this.#all.delete(messageId);
    clearTimeout(command.again);
    clearTimeout(command.over);
    settle(command);
  }
}
