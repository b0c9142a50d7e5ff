// The line to be had to the server: a WebSocket, or a stream of events where none gets through. docs/protocol.md §1, §10.

import { at } from './base.js';

const answerTime = 10_000;
// So many sockets in a row that did not get through lead to events, for so long.
const mostUnreached = 2;
const eventsTime = 900_000;

export class Lines {
  #unreached = 0;
  #unreachedAt = 0;
  // Where the last stream of events ended, which outlives it.
  #place = {};

  /**
   * A line as WebSocket has it.
   * @param token whoever connects
   * @param channels what is heard on a stream of events
   * @param knows whether a stream may go on where the last one ended
   */
  async open(token, channels, knows) {
    if (this.#unreached >= mostUnreached && Date.now() - this.#unreachedAt < eventsTime) {
      try {
        const { EventsLine } = await import('./events-line.js');
        return new EventsLine(token, channels, this.#place, knows);
      } catch {
        // Then as it was before, as far as that goes.
      }
    }
    const url = new URL(at('v1'));
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    // Beside the subprotocol, because addresses are written down on the way.
    return new WebSocket(url, ['tabletap.v1', `bearer.${token}`]);
  }

  /** A line is over. Of a socket that did not get through it counts whether the server is there all the same. */
  async over({ isStream }, isUnreached) {
    if (isStream) {
      // Neither gets through: both are tried in turn.
      if (isUnreached) this.#unreachedAt = 0;
      return;
    }
    this.#unreached = isUnreached && (await takesWork()) ? this.#unreached + 1 : 0;
    this.#unreachedAt = Date.now();
  }
}

// One that is away, or starts, says nothing about sockets.
async function takesWork() {
  try {
    const { ok } = await fetch(at('health/ready'), { cache: 'no-store', signal: AbortSignal.timeout(answerTime) });
    return ok;
  } catch {
    return false;
  }
}
