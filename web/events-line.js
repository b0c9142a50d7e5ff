// A stream of Server-Sent Events in place of a WebSocket, for networks that let none through: it listens, and commands go over HTTP, one after
// the other. To whoever has it, it is a socket. docs/protocol.md §10, "Events".

import { at } from './base.js';

// A stream is quiet for 30 s at most.
const longestSilence = 45_000;
const answerTime = 10_000;
const mostHeld = 1_000;
const longestEvent = 4_194_304;
const json = 'application/json';
// The stream says these things by itself, or not at all.
const unsent = new Set(['ack', 'unsubscribe', 'encryption_key']);

export class EventsLine {
  isStream = true;
  readyState = WebSocket.CONNECTING;
  onmessage = null;
  onclose = null;
  #token;
  #place;
  #abort = new AbortController();
  #heardAt = Date.now();
  #established = null;
  #begins = null;
  // What came before anybody asked for it: [id, text].
  #held = [];
  #isAsked = false;
  #isOver = false;
  #posting = Promise.resolve();

  /**
   * @param token whoever listens
   * @param channels what is heard
   * @param place {lastEventId}: where the last stream ended; kept up to date
   * @param knows whether it may go on there, because it is known how far each channel was told
   */
  constructor(token, channels, place, knows) {
    this.#token = token;
    this.#place = place;
    if (!knows) place.lastEventId = undefined;
    /** Whether it goes on where the last one ended; one that does not needs the state. */
    this.resumes = place.lastEventId !== undefined;
    this.#listen(channels);
  }

  /** Takes a frame: what a stream has no room for goes another way. */
  send(text) {
    const frame = parse(text);
    if (frame?.type === 'ping') this.#pong();
    else if (frame?.type === 'subscribe' || frame?.type === 'reconnect') this.#ask(frame.data.channels);
    // A token counts for one stream; the next one takes the new one.
    else if (frame?.type === 'token_refresh') this.#end(1012);
    else if (frame && !unsent.has(frame.type)) this.#posting = this.#posting.then(() => this.#post(text, frame.messageId));
  }

  /** Ends it without a word. */
  close() {
    this.#isOver = true;
    this.readyState = WebSocket.CLOSED;
    this.#abort.abort();
  }

  async #listen(channels) {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${this.#token}` };
    if (this.resumes) headers['last-event-id'] = this.#place.lastEventId;
    try {
      // By fetch and not by EventSource, whose token would stand in the address.
      const answer = await fetch(at(`v1/events?${new URLSearchParams({ channels: channels.join(',') })}`), { headers, cache: 'no-store', signal: this.#abort.signal });
      if (answer.ok) await this.#read(answer.body.getReader());
      else this.#refused(answer.status, await answer.json().catch(() => ({})));
    } catch {
      // The way broke.
    }
    this.#end(1006);
  }

  async #read(reader) {
    const decoder = new TextDecoder();
    let rest = '';
    for (let part = await reader.read(); !part.done && !this.#isOver; part = await reader.read()) {
      this.#heardAt = Date.now();
      const events = (rest + decoder.decode(part.value, { stream: true })).split('\n\n');
      rest = events.pop();
      if (rest.length > longestEvent) return;
      for (const event of events) this.#take(fieldsOf(event));
    }
  }

  #take({ id, event, data }) {
    if (this.#isOver) return;
    if (event === 'close') {
      this.#end(parse(data)?.code ?? 1006);
      return;
    }
    if (this.#isAsked) {
      this.#tell(id, data);
      return;
    }
    const frame = data && parse(data);
    if (frame?.type === 'connection_established') this.#established = data;
    else if (frame?.type === 'error') this.#tell(id, data);
    else this.#held.push([id, data]);
    if (this.#held.length > mostHeld) this.#end(1013);
    // Only now the state that is loaded reaches to where the stream begins.
    if (frame?.type === 'subscription_confirmed') {
      this.#begins = frame.data.positions;
      this.readyState = WebSocket.OPEN;
      this.#tell(undefined, this.#established);
    }
  }

  // It tells everything from its beginning on, or from where the last one ended: that is what was asked, or this stream is of no use.
  #ask(channels) {
    const isGap = channels.some(({ channel, afterSequence }) => afterSequence < this.#begins[channel]);
    if (this.#isAsked || isGap) {
      this.#place.lastEventId = undefined;
      this.#end(1012);
      return;
    }
    this.#isAsked = true;
    for (const [id, data] of this.#held.splice(0)) this.#tell(id, data);
  }

  #tell(id, data) {
    if (this.#isOver) return;
    if (data) this.onmessage?.({ data, heardAt: this.#heardAt });
    if (id) this.#place.lastEventId = id;
  }

  #pong() {
    if (Date.now() - this.#heardAt > longestSilence) this.#end(1006);
    else this.#tell(undefined, JSON.stringify({ type: 'pong', data: {} }));
  }

  async #post(text, messageId) {
    if (this.#isOver) return;
    let answer;
    let body;
    try {
      const headers = { authorization: `Bearer ${this.#token}`, 'content-type': json };
      answer = await fetch(at('v1/commands'), { method: 'POST', body: text, headers, cache: 'no-store', signal: AbortSignal.timeout(answerTime) });
      body = await answer.json();
    } catch {
      // It is sent again when its answer is overdue.
      return;
    }
    if (answer.ok) this.#tell(undefined, JSON.stringify(body));
    else if (answer.status === 401) this.#end(4401);
    // What has no code comes from a proxy on the way.
    else if (body.code) this.#tell(undefined, JSON.stringify({ type: 'message_error', data: { messageId, error: { ...body, message: body.detail } } }));
  }

  #refused(status, { code, detail, retryAfter }) {
    // A place that this server could not have told.
    if (status === 400) this.#place.lastEventId = undefined;
    if (code) this.#tell(undefined, JSON.stringify({ type: 'error', data: { code, message: detail, retryAfter } }));
    if (status === 401) this.#end(4401);
    else if (!code || status === 400) this.#end(1006);
    else if (status === 429) this.#end(4429);
    else this.#end(status >= 500 ? 1013 : 4403);
  }

  #end(code) {
    if (this.#isOver) return;
    this.close();
    this.onclose?.({ code });
  }
}

function fieldsOf(event) {
  const fields = {};
  for (const line of event.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return fields;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
