// A socket that comes back: it signs in, loads the state, hears everything after it, replays what it missed, repeats
// unanswered commands under their first messageId, confirms critical messages, keeps the heartbeat and renews its token.
// docs/protocol.md §1, §3, §4, §7, §10.

import { at } from './base.js';

const shortestWait = 500;
const longestWait = 15_000;
const closedForGood = new Set([1003, 1007, 1009, 4400, 4403]);
const ackDelay = 250;
const headsGrace = 2_000;

export class Session {
  #options;
  #socket = null;
  #timers = new Set();
  #heartbeat = 0;
  #lastHeard = 0;
  #asOf;
  #attempt = 0;
  #waitAsked = 0;
  #waits = new Map();
  #acks = new Map();
  #targets = new Map();
  #wait = null;
  #ended = false;
  // The problem of the line that was told last, until it is live.
  #told = null;

  /**
   * @param options
   *   authorise()          → {token, …}: a fresh token
   *   channels             → the names of the channels to hear
   *   load(token)          → {epoch, positions, …}: the state, and where what comes after it begins
   *   onLoaded(state)      → makes that state the page's; everything after it follows by onMessage
   *   saved                → {epoch, positions, pending, asOf} of an earlier page, if any
   *   onFrame(direction, text, message), onMessage(message), onState({name, …}), onLeft(channel), onProblem(error),
   *   onSettled(error): a problem of the line, told before, is over
   */
  constructor(options) {
    this.#options = options;
    this.epoch = options.saved?.epoch ?? null;
    this.positions = options.saved?.positions ?? {};
    this.pending = options.saved?.pending ?? {};
    this.#asOf = options.saved?.asOf ?? null;
    this.established = null;
    this.channels = [];
    this.token = '';
    this.state = { name: 'connecting' };
  }

  /** Until when what was told is sure to be all there was, in milliseconds since 1970: the last word on a line that was live, or the state that was read; null before. */
  get asOf() {
    return this.state.name === 'live' ? this.#lastHeard : this.#asOf;
  }

  /** Connects, and goes on trying until end(). */
  async open() {
    if (this.#ended) return;
    this.#become({ name: 'connecting' });
    let identity;
    try {
      identity = await this.#options.authorise();
    } catch (error) {
      if (error.code || error.say) this.#trouble(error);
      this.#later();
      return;
    }
    if (this.#ended) return;
    this.token = identity.token;
    this.channels = this.#options.channels;
    const url = new URL(at('v1'));
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    // Beside the subprotocol, because addresses are written down on the way.
    const socket = new WebSocket(url, ['tabletap.v1', `bearer.${identity.token}`]);
    this.#socket = socket;
    socket.onmessage = (event) => this.#socket === socket && this.#receive(event.data);
    socket.onclose = (event) => this.#socket === socket && this.#closed(event);
  }

  /** Forgets how far it came and what waits for an answer: somebody else's, from here on. */
  forget() {
    this.epoch = null;
    this.positions = {};
    this.pending = {};
    this.#asOf = null;
  }

  /** Cuts the line, as a bad network would. */
  drop() {
    if (this.#socket) this.#hangUp();
  }

  /** Tries again at once. */
  hurry() {
    if (this.state.name === 'waiting') {
      clearTimeout(this.#wait);
      this.open();
    }
  }

  /** Leaves for good. */
  end() {
    this.#ended = true;
    clearTimeout(this.#wait);
    this.#stopTimers();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** Sends a command; the promise ends with its one answer, also when the line breaks in between. */
  command(type, data) {
    const messageId = `web-${random()}`;
    this.pending[messageId] = { type, data };
    const answer = new Promise((resolve, reject) => this.#waits.set(messageId, { resolve, reject }));
    this.#sendCommand(messageId);
    return answer;
  }

  /** Sends text as it is, whatever it is. */
  sendRaw(text) {
    this.#send(text);
  }

  #sendCommand(messageId) {
    if (!this.established) return;
    const { type, data } = this.pending[messageId];
    this.#sendFrame({ type, messageId, data });
  }

  #sendFrame(frame) {
    this.#send(JSON.stringify({ ...frame, timestamp: new Date().toISOString() }));
  }

  #send(text) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#options.onFrame('sent', text, parse(text));
    this.#socket.send(text);
  }

  #receive(text) {
    const message = parse(text);
    this.#lastHeard = Date.now();
    this.#options.onFrame('received', text, message);
    if (!message) return;
    if (message.channel) this.#heard(message);
    else this.#notices[message.type]?.(message.data, message);
  }

  #notices = {
    connection_established: (data) => this.#established(data),
    pong: (data) => this.#compare(data?.heads ?? {}),
    token_expiring: () => this.#renew(),
    subscription_confirmed: (data) => this.#confirmed(data),
    subscription_revoked: (data) => this.#revoked(data),
    message_replay: (data) => this.#replayed(data),
    message_acknowledged: (data) => this.#answered(data.messageId, (wait) => wait.resolve(data)),
    message_error: (data) => this.#answered(data.messageId, (wait) => wait.reject(data.error), data.error),
    reconnect_advised: (data) => this.#hangUp(data.delayMs),
    error: (data) => this.#refused(data),
  };

  #established(data) {
    this.established = data;
    if (this.epoch !== data.epoch) this.positions = {};
    this.epoch = data.epoch;
    this.#startHeartbeat(data.heartbeatInterval);
    this.#become({ name: 'catching_up' });
    this.#targets.clear();
    if (this.channels.every((channel) => channel in this.positions)) this.#reconnect(this.channels);
    else this.#begin();
    for (const messageId of Object.keys(this.pending)) this.#sendCommand(messageId);
  }

  /** Loads the state and hears everything after it. */
  async #begin() {
    const socket = this.#socket;
    const asked = Date.now();
    let state;
    let problem = null;
    try {
      state = await this.#options.load(this.token);
    } catch (failure) {
      problem = failure;
    }
    // A later socket loads for itself, and what it loaded is newer.
    if (this.#socket !== socket) return;
    if (problem) this.#trouble(problem);
    if (state?.epoch !== this.epoch) {
      this.#startOver();
      return;
    }
    this.#options.onLoaded(state);
    this.#asOf = asked;
    const known = this.channels.filter((channel) => channel in state.positions);
    this.positions = Object.fromEntries(known.map((channel) => [channel, state.positions[channel]]));
    this.#subscribe();
  }

  /** What is shown and what is told do not meet any more: comes back as if nothing were known. */
  #startOver() {
    if (!this.#socket) return;
    this.#hangUp();
    this.positions = {};
  }

  /** Leaves this socket, whose last words count no more, and comes back on another. */
  #hangUp(delay) {
    const socket = this.#socket;
    this.#leave();
    socket.close();
    this.#later(delay);
  }

  #reconnect(channels) {
    const positions = Object.fromEntries(channels.map((channel) => [channel, this.positions[channel]]));
    for (const channel of channels) this.#targets.set(channel, Infinity);
    this.#sendFrame({ type: 'reconnect', messageId: `web-${random()}`, data: { channels, positions, epoch: this.epoch } });
  }

  #subscribe() {
    for (const channel of this.channels) this.#targets.set(channel, Infinity);
    const channels = this.channels.map((channel) =>
      channel in this.positions ? { channel, afterSequence: this.positions[channel] } : channel,
    );
    this.#sendFrame({ type: 'subscribe', messageId: `web-${random()}`, data: { channels, epoch: this.epoch } });
  }

  #confirmed(data) {
    for (const [channel, sequence] of Object.entries(data.positions)) {
      this.positions[channel] ??= sequence;
      this.#targets.set(channel, sequence);
    }
    for (const failure of data.failed) {
      if (failure.reason === 'history_unavailable') this.#startOver();
      else {
        this.#forget(failure.channel);
        this.#options.onProblem({ code: failure.reason.toUpperCase(), channel: failure.channel });
      }
    }
    this.#settle();
  }

  #revoked(data) {
    this.#forget(data.channel);
    this.#options.onProblem({ code: 'SUBSCRIPTION_REVOKED', channel: data.channel });
  }

  #forget(channel) {
    delete this.positions[channel];
    this.#targets.delete(channel);
    this.channels = this.channels.filter((each) => each !== channel);
    this.#options.onLeft?.(channel);
    this.#settle();
  }

  #replayed(data) {
    for (const message of data.messages) this.#heard(message);
    if (!this.#socket) return;
    for (const [channel, sequence] of Object.entries(data.positions ?? {})) {
      this.positions[channel] = Math.max(sequence, this.positions[channel] ?? 0);
      this.#targets.set(channel, sequence);
    }
    this.#settle();
  }

  #heard(message) {
    if (!this.#socket) return;
    const { channel, sequence } = message;
    const last = this.positions[channel];
    if (last !== undefined && sequence <= last) return;
    if (last !== undefined && sequence > last + 1) {
      this.#startOver();
      return;
    }
    this.positions[channel] = sequence;
    if (message.ackRequired) this.#confirmSoon(channel, sequence);
    this.#options.onMessage(message);
    this.#settle();
  }

  #settle() {
    if (this.state.name !== 'catching_up') return;
    for (const [channel, target] of this.#targets) {
      if ((this.positions[channel] ?? 0) < target) return;
    }
    this.#attempt = 0;
    this.#become({ name: 'live' });
  }

  #confirmSoon(channel, sequence) {
    const first = this.#acks.size === 0;
    this.#acks.set(channel, sequence);
    if (!first) return;
    this.#after(ackDelay, () => {
      for (const [name, last] of this.#acks) this.#sendFrame({ type: 'ack', data: { channel: name, sequence: last } });
      this.#acks.clear();
    });
  }

  #compare(heads) {
    this.#after(headsGrace, () => {
      const behind = Object.keys(heads).filter((channel) => channel in this.positions && this.positions[channel] < heads[channel]);
      if (behind.length > 0) this.#reconnect(behind);
    });
  }

  async #renew() {
    try {
      const { token } = await this.#options.authorise();
      this.token = token;
      this.#sendFrame({ type: 'token_refresh', messageId: `web-${random()}`, data: { token } });
    } catch {
      // The socket then closes with 4401 and open() signs in again.
    }
  }

  #answered(messageId, settle, refusal) {
    const wait = this.#waits.get(messageId);
    const known = messageId in this.pending;
    delete this.pending[messageId];
    this.#waits.delete(messageId);
    if (wait) settle(wait);
    else if (known && refusal) this.#options.onProblem(refusal);
  }

  #refused(error) {
    if (error.code === 'HISTORY_UNAVAILABLE' && error.channel) this.#startOver();
    else {
      if (error.retryAfter) this.#waitAsked = error.retryAfter * 1000;
      if (error.code === 'INSUFFICIENT_PERMISSIONS' && error.channel) this.#forget(error.channel);
      // What is worth another try is over once the line is live again.
      if (error.retryAfter) this.#trouble(error);
      else this.#options.onProblem(error);
    }
  }

  #closed(event) {
    this.#leave();
    if (closedForGood.has(event.code)) this.#become({ name: 'stopped', code: event.code });
    else this.#later(event.code === 4429 ? this.#waitAsked : undefined, event.code);
    this.#waitAsked = 0;
  }

  #leave() {
    this.established = null;
    this.#socket = null;
    this.#acks.clear();
    this.#stopTimers();
  }

  #later(delay, code) {
    if (this.#ended) return;
    const backOff = Math.min(longestWait, shortestWait * 2 ** this.#attempt++);
    // Jitter keeps a thousand phones from coming back in the same instant.
    const wait = delay || backOff * (0.5 + Math.random() / 2);
    this.#become({ name: 'waiting', until: Date.now() + wait, code });
    this.#wait = setTimeout(() => this.open(), wait);
  }

  #startHeartbeat(seconds) {
    clearInterval(this.#heartbeat);
    this.#lastHeard = Date.now();
    this.#heartbeat = setInterval(() => {
      // Whoever is silent does not answer a goodbye either: a browser would wait for it, a minute and more.
      if (Date.now() - this.#lastHeard > 2.5 * seconds * 1000) this.drop();
      else this.#sendFrame({ type: 'ping' });
    }, seconds * 1000);
  }

  #after(delay, action) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delay);
    this.#timers.add(timer);
  }

  #stopTimers() {
    clearInterval(this.#heartbeat);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #trouble(error) {
    this.#told = error;
    this.#options.onProblem(error);
    // On a line that stays live it is over when the server said so.
    if (this.state.name === 'live' && error.retryAfter) this.#after(error.retryAfter * 1000, () => this.#endTrouble());
  }

  #endTrouble() {
    if (this.state.name !== 'live' || !this.#told) return;
    const settled = this.#told;
    this.#told = null;
    this.#options.onSettled?.(settled);
  }

  #become(state) {
    this.#asOf = this.asOf;
    this.state = state;
    this.#endTrouble();
    this.#options.onState(state);
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A random id: crypto.randomUUID exists on secure pages only, and a café's tablet may come over plain HTTP. */
export function random() {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(36).padStart(2, '0')).join('');
}
