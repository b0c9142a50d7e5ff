// Whether the server is there: it is asked in each interval, and as soon as somebody comes back to the page. docs/protocol.md §1.

const longestAnswer = 10_000;
const answerOnWaking = 5_000;

export class Heartbeat {
  #parts;
  #beat;
  #waiting = [];

  /**
   * @param seconds between two pings
   * @param parts {ping(), silent(), lost()}: asks the server; it has not answered for half of its time; it has not answered
   */
  constructor(seconds, parts) {
    this.#parts = parts;
    this.interval = seconds * 1000;
    this.#beat = setInterval(() => this.#ask(Math.min(longestAnswer, 2.5 * this.interval)), this.interval);
  }

  /** Asks at once, and gives less time for the answer: what is shown may be old. */
  hurry() {
    this.heard();
    this.#ask(answerOnWaking);
  }

  /** Something came, so the server is there. */
  heard() {
    for (const timer of this.#waiting.splice(0)) clearTimeout(timer);
  }

  /** Asks no more. */
  end() {
    clearInterval(this.#beat);
    this.heard();
  }

  #ask(time) {
    if (this.#waiting.length > 0) return;
    const { ping, silent, lost } = this.#parts;
    this.#waiting = [setTimeout(silent, time / 2), setTimeout(lost, time)];
    ping();
  }
}

/** Calls back when the network is there again, or the page is looked at again: a phone comes out of a pocket. A signal ends it. */
export function onWake(wake, signal) {
  addEventListener('online', wake, { signal });
  addEventListener('pageshow', ({ persisted }) => persisted && wake(), { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake(), { signal });
}
