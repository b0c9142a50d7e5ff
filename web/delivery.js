// How far each channel was told: the state, and everything after it once and in order. What is missing is fetched, what is critical is
// confirmed. docs/protocol.md §3, §7.

const loadTime = 30_000;
const ackDelay = 250;

export class Delivery {
  #options;
  #line;
  #acks = new Map();
  // Up to where each channel has to be told before nothing is missing; Infinity where that is asked.
  #targets = new Map();
  #established = null;
  #isLoading = false;

  /** The channels that are heard. */
  channels = [];

  /**
   * @param options those of Session: load(token), onLoaded(state), saved, onMessage(message), onLeft(channel), onProblem(error)
   * @param line what carries it:
   *   token                → who listens
   *   write(frame)         → sends a frame; one with an id, where it asks for an answer
   *   after(delay, run)    → runs something later, if the line is still the same
   *   onMissing()          → told that something is missing
   *   onTold()             → told that more is known than before
   *   onLoaded(asked)      → told that the state is the page's, as it was at a moment
   *   onTrouble(problem)   → told why the state could not be loaded
   *   leave()              → comes back on another line
   */
  constructor(options, line) {
    this.#options = options;
    this.#line = line;
    this.epoch = options.saved?.epoch ?? null;
    this.positions = options.saved?.positions ?? {};
  }

  /** Whether it is known of every channel how far it was told. */
  get knowsAll() {
    return this.channels.every((channel) => channel in this.positions);
  }

  /** Whether nothing is missing. */
  get isWhole() {
    return !this.#isLoading && [...this.#targets].every(([channel, target]) => (this.positions[channel] ?? 0) >= target);
  }

  /** Forgets how far it came. */
  forget() {
    this.epoch = null;
    this.positions = {};
  }

  /** A line is there: goes on where it was, if the line can, or with the state. */
  begin(established, resumes) {
    this.#established = established;
    this.#targets.clear();
    if (this.knowsAll && resumes) this.#reconnect(this.channels);
    else this.#load();
  }

  /** The line is over. */
  end() {
    this.#established = null;
    this.#isLoading = false;
    this.#acks.clear();
  }

  /** The channels that are behind these heads. */
  behind(heads) {
    return Object.keys(heads).filter((channel) => this.positions[channel] < heads[channel]);
  }

  /** Nothing is missing only once these heads are reached; what is asked already stays so. */
  expect(heads) {
    for (const channel of this.behind(heads)) this.#targets.set(channel, Math.max(heads[channel], this.#targets.get(channel) ?? 0));
  }

  /** Fetches what is missing of channels, unless it is asked already. */
  fetch(channels) {
    // The state that is loaded has it.
    if (this.#isLoading) return;
    const due = channels.filter((channel) => this.#targets.get(channel) !== Infinity);
    if (due.length === 0) return;
    this.#line.onMissing();
    this.#reconnect(due);
  }

  /** Takes a message of a channel. */
  hear(message) {
    // What comes while the state is loaded is in it, or is told once more after it.
    if (!this.#established || this.#isLoading) return;
    const { channel, sequence, ackRequired } = message;
    const last = this.positions[channel];
    if (last !== undefined && sequence > last + 1) {
      this.fetch([channel]);
      return;
    }
    const isNew = last === undefined || sequence > last;
    if (isNew) this.positions[channel] = sequence;
    // What comes again was not confirmed in the eyes of the server.
    if (ackRequired) this.#confirmSoon(channel, this.positions[channel]);
    if (!isNew) return;
    this.#options.onMessage(message);
    this.#line.onTold();
  }

  /** Takes a page of what was missed. */
  replayed({ messages, positions = {} }) {
    for (const message of messages) this.hear(message);
    if (!this.#established || this.#isLoading) return;
    for (const [channel, sequence] of Object.entries(positions)) {
      this.positions[channel] = Math.max(sequence, this.positions[channel] ?? 0);
      this.#targets.set(channel, sequence);
    }
    this.#line.onTold();
  }

  /** Takes what is subscribed, and what is not. */
  confirmed({ positions, failed }) {
    for (const [channel, sequence] of Object.entries(positions)) {
      this.positions[channel] ??= sequence;
      this.#targets.set(channel, sequence);
    }
    for (const { channel, reason } of failed) {
      if (reason === 'history_unavailable') this.#startOver();
      else this.leave(channel, reason.toUpperCase());
    }
    this.#line.onTold();
  }

  /** A channel may not be heard, or no longer. */
  leave(channel, code) {
    delete this.positions[channel];
    this.#targets.delete(channel);
    this.channels = this.channels.filter((each) => each !== channel);
    this.#options.onLeft?.(channel);
    if (code) this.#options.onProblem({ code, channel });
    this.#line.onTold();
  }

  /** What followed a position is gone: the state has it. */
  lost(channel) {
    delete this.positions[channel];
    this.#line.onMissing();
    this.#load();
  }

  async #load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const established = this.#established;
    const asked = Date.now();
    const late = setTimeout(() => this.#established === established && this.#startOver(), loadTime);
    let state;
    let problem = null;
    try {
      state = await this.#options.load(this.#line.token);
    } catch (failure) {
      problem = failure;
    }
    clearTimeout(late);
    // A later line loads for itself, and what it loaded is newer.
    if (this.#established !== established) return;
    this.#isLoading = false;
    if (problem) this.#line.onTrouble(problem);
    if (state?.epoch !== established.epoch) {
      this.#startOver();
      return;
    }
    this.#options.onLoaded(state);
    this.#line.onLoaded(asked);
    // A channel that changes nothing of the state goes on where it was.
    const before = this.epoch === state.epoch ? this.positions : {};
    const known = this.channels.filter((channel) => channel in state.positions || channel in before);
    this.positions = Object.fromEntries(known.map((channel) => [channel, state.positions[channel] ?? before[channel]]));
    this.epoch = state.epoch;
    this.#subscribe();
  }

  /** What is shown and what is told do not meet any more: comes back as if nothing were known. */
  #startOver() {
    if (!this.#established) return;
    this.#line.leave();
    this.positions = {};
  }

  #reconnect(channels) {
    const positions = Object.fromEntries(channels.map((channel) => [channel, this.positions[channel]]));
    for (const channel of channels) this.#targets.set(channel, Infinity);
    this.#line.write({ type: 'reconnect', data: { channels, positions, epoch: this.epoch } });
  }

  #subscribe() {
    for (const channel of this.channels) this.#targets.set(channel, Infinity);
    const channels = this.channels.map((channel) => (channel in this.positions ? { channel, afterSequence: this.positions[channel] } : channel));
    this.#line.write({ type: 'subscribe', data: { channels, epoch: this.epoch } });
  }

  #confirmSoon(channel, sequence) {
    const first = this.#acks.size === 0;
    this.#acks.set(channel, sequence);
    if (!first) return;
    this.#line.after(ackDelay, () => {
      for (const [name, last] of this.#acks) this.#line.write({ type: 'ack', data: { channel: name, sequence: last } });
      this.#acks.clear();
    });
  }
}
