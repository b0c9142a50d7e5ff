// A line that comes back: it signs in, loads the state, hears everything after it, fetches what it missed, repeats
// unanswered commands under their first messageId, confirms critical messages, keeps the heartbeat and renews its token.
// docs/protocol.md §1, §3, §4, §7, §10. It is a WebSocket; where none gets through, events-line.js in its place.

import { Delivery } from './delivery.js';
import { Heartbeat, onWake } from './heartbeat.js';
import { Lines } from './lines.js';
import { PendingCommands } from './pending-commands.js';
import { random } from './random.js';

const shortestWait = 500;
const longestWait = 15_000;
const connectTime = 10_000;
const closedForGood = new Set([1003, 1007, 1009, 4400, 4403]);
const unauthenticated = 4401;
const mostRefusals = 3;
// Codes below 4000 that the server gives; the others of them say that nobody was there.
const ofServer = new Set([1003, 1007, 1009, 1012, 1013]);
const headsGrace = 2_000;

export class Session {
  #options;
  #socket = null;
  #timers = new Set();
  #heartbeat = null;
  #lastHeard = 0;
  // When nothing was missing, as far as the server said.
  #wholeAt = 0;
  #asOf;
  #attempt = 0;
  #refusals = 0;
  #notBefore = 0;
  #lines = new Lines();
  #commands;
  #delivery;
  #isDoubted = false;
  #wait = null;
  #ended = false;
  #left = new AbortController();
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
    this.#commands = new PendingCommands(options.saved?.pending, (frame) => Boolean(this.established) && this.#sendFrame(frame), options.onProblem);
    this.#delivery = new Delivery(options, this.#carrier());
    this.#asOf = options.saved?.asOf ?? null;
    this.established = null;
    this.token = '';
    this.state = { name: 'connecting' };
    onWake(() => this.#wake(), this.#left.signal);
  }

  /** The history that was heard; null before. */
  get epoch() {
    return this.#delivery.epoch;
  }

  /** The last sequence of each channel that was told. */
  get positions() {
    return this.#delivery.positions;
  }

  /** The commands without an answer, as a reload has to know them. */
  get pending() {
    return this.#commands.kept;
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
    this.#delivery.channels = this.#options.channels;
    const socket = await this.#lines.open(this.token, this.#delivery.channels, this.#delivery.knowsAll);
    if (this.#ended) {
      socket.close();
      return;
    }
    this.#socket = socket;
    socket.onmessage = (event) => this.#socket === socket && this.#receive(event);
    socket.onclose = (event) => this.#socket === socket && this.#closed(event);
    this.#after(connectTime, () => {
      if (this.established) return;
      socket.close();
      this.#closed({ code: 1006 });
    });
  }

  /** Forgets how far it came and what waits for an answer: somebody else's, from here on. */
  forget() {
    this.#delivery.forget();
    this.#commands.clear();
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
    this.#left.abort();
    clearTimeout(this.#wait);
    this.#commands.clear();
    const socket = this.#socket;
    this.#leave();
    socket?.close();
  }

  /** Sends a command; the promise ends with its one answer, also when the line breaks in between, or after two minutes without one. */
  command(type, data) {
    return this.#commands.add(`web-${random()}`, type, data);
  }

  /** Sends text as it is, whatever it is. */
  sendRaw(text) {
    this.#send(text);
  }

  // What the delivery needs of the line that there is.
  #carrier() {
    const session = this;
    return {
      get token() {
        return session.token;
      },
      write: (frame) => this.#sendFrame(frame.type === 'ack' ? frame : { ...frame, messageId: `web-${random()}` }),
      after: (delay, run) => this.#after(delay, run),
      onMissing: () => this.#miss(),
      onTold: () => this.#settle(),
      onTrouble: (problem) => this.#trouble(problem),
      onLoaded: (asked) => (this.#asOf = asked),
      leave: () => this.drop(),
    };
  }

  // The network is back, or somebody looks at the page. A pause that the server asked for is kept.
  #wake() {
    if (!this.established) {
      if (!this.state.isAsked) this.hurry();
      return;
    }
    // Whoever slept has heard nothing, and says so.
    if (Date.now() - this.#lastHeard > this.#heartbeat.interval) this.#doubt();
    this.#heartbeat.hurry();
  }

  // Until the server has answered nobody knows whether this is all.
  #doubt() {
    if (this.state.name !== 'live') return;
    this.#isDoubted = true;
    this.#become({ name: 'catching_up' });
  }

  #sendFrame(frame) {
    return this.#send(JSON.stringify({ ...frame, timestamp: new Date().toISOString() }));
  }

  #send(text) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#options.onFrame('sent', text, parse(text));
    this.#socket.send(text);
    return true;
  }

  // A stream of events says itself when it was heard last.
  #receive({ data: text, heardAt = Date.now() }) {
    const message = parse(text);
    this.#lastHeard = heardAt;
    this.#heartbeat?.heard();
    this.#options.onFrame('received', text, message);
    if (!message) return;
    if (message.channel) this.#delivery.hear(message);
    else this.#notices[message.type]?.(message.data, message);
  }

  #notices = {
    connection_established: (data) => this.#established(data),
    pong: (data) => this.#compare(data?.heads ?? {}),
    token_expiring: () => this.#renew(),
    subscription_confirmed: (data) => this.#delivery.confirmed(data),
    subscription_revoked: (data) => this.#delivery.leave(data.channel, 'SUBSCRIPTION_REVOKED'),
    message_replay: (data) => this.#delivery.replayed(data),
    message_acknowledged: (data) => this.#commands.done(data),
    message_error: (data) => this.#commands.refused(data),
    reconnect_advised: ({ delayMs }) => this.#leaveAfter(delayMs),
    error: (data) => this.#refused(data),
  };

  #established(data) {
    this.established = data;
    this.#refusals = 0;
    this.#startHeartbeat(data.heartbeatInterval);
    this.#become({ name: 'catching_up' });
    // A stream of events goes on where another one ended, and nowhere else.
    this.#delivery.begin(data, this.#socket.resumes !== false);
    this.#commands.sendAll();
  }

  /** Leaves this socket, whose last words count no more, and comes back on another. */
  #hangUp() {
    const socket = this.#socket;
    this.#leave();
    socket.close();
    this.#later();
  }

  // The server restarts. Until then it tells what there is to tell; where it goes before, nobody comes back earlier.
  #leaveAfter(delay) {
    this.#notBefore = Date.now() + delay;
    this.#after(delay, () => this.#hangUp());
  }

  // What is shown may be old until what is missing has come.
  #miss() {
    if (this.state.name !== 'live') return;
    this.#become({ name: 'catching_up' });
    this.#asOf = this.#wholeAt;
  }

  #settle() {
    if (this.state.name !== 'catching_up' || this.#isDoubted || !this.#delivery.isWhole) return;
    this.#attempt = 0;
    this.#wholeAt = Date.now();
    this.#become({ name: 'live' });
  }

  #compare(heads) {
    const behind = () => this.#delivery.behind(heads);
    if (behind().length === 0) this.#wholeAt = this.#lastHeard;
    if (this.#isDoubted) {
      this.#isDoubted = false;
      this.#delivery.expect(heads);
      this.#settle();
    }
    this.#after(headsGrace, () => this.#delivery.fetch(behind()));
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

  #refused(error) {
    if (error.code === 'HISTORY_UNAVAILABLE' && error.channel) this.#delivery.lost(error.channel);
    else {
      if (error.code === 'INSUFFICIENT_PERMISSIONS' && error.channel) this.#delivery.leave(error.channel);
      if (!error.retryAfter) {
        // The line signs in again: a token that was refused is over once it is live.
        if (error.code === 'AUTHENTICATION_FAILED') this.#trouble(error);
        else this.#options.onProblem(error);
        return;
      }
      // What is worth another try is over once the line is live again.
      const pause = error.retryAfter * 1000;
      this.#notBefore = Date.now() + pause;
      this.#trouble(error);
      // What was asked of it does not come any more: another line asks anew.
      if (this.state.name === 'catching_up') this.#after(pause, () => this.state.name === 'catching_up' && this.#hangUp());
    }
  }

  #closed({ code }) {
    const isOfServer = code >= 4000 || ofServer.has(code);
    this.#lines.over(this.#socket, !this.established && !isOfServer);
    this.#leave();
    if (code === unauthenticated) this.#refusals++;
    if (this.#refusals >= mostRefusals) this.#stop(code, { say: 'error.notTaken' });
    else if (closedForGood.has(code)) this.#stop(code);
    else this.#later(isOfServer ? Math.max(0, this.#notBefore - Date.now()) : 0, code);
  }

  #stop(code, problem) {
    this.#become({ name: 'stopped', code });
    if (problem) this.#options.onProblem(problem);
  }

  #leave() {
    this.established = null;
    this.#socket = null;
    this.#isDoubted = false;
    this.#delivery.end();
    this.#stopTimers();
  }

  #later(delay, code) {
    if (this.#ended) return;
    const backOff = Math.min(longestWait, shortestWait * 2 ** this.#attempt++);
    // Jitter keeps a thousand phones from coming back in the same instant.
    const wait = delay || backOff * (0.5 + Math.random() / 2);
    this.#become({ name: 'waiting', until: Date.now() + wait, code, isAsked: Boolean(delay) });
    this.#wait = setTimeout(() => this.open(), wait);
  }

  #startHeartbeat(seconds) {
    this.#heartbeat?.end();
    this.#heartbeat = new Heartbeat(seconds, {
      ping: () => this.#sendFrame({ type: 'ping' }),
      silent: () => this.#doubt(),
      // Whoever is silent does not answer a goodbye either: a browser would wait for it, a minute and more.
      lost: () => this.drop(),
    });
  }

  #after(delay, action) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delay);
    this.#timers.add(timer);
  }

  #stopTimers() {
    this.#heartbeat?.end();
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
