// The last hour in charts and in a table, as it is now or as it is played once more. docs/protocol.md §6, "Figures".
import { tellTimesIn } from './cafe-time.js';
import { Chart } from './chart.js';
import { h, patch } from './dom.js';
import { beginOf, Figures, span } from './figures.js';
import { languageInUse, minutes, money, t, timeOfDay } from './language.js';

const names = ['orders', 'revenue', 'waits', 'quotes', 'queues'];
// An hour in a minute.
const pace = 60;
const pause = 15_000;
// Before anything was told nothing is known.
const unknown = { metrics: { topItems: [] }, counters: [] };

export class HourCharts {
  #root;
  #cafe;
  #token;
  #charts = names.map((name) => new Chart(name));
  #figures = null;
  #replay = null;
  #onChange;
  #onProblem;
  #loads = 0;
  #isLoading = false;
  #hasFailed = false;
  #waiting = [];
  #heard = 0;
  // Until when the figures are known: what came while the line was away is not.
  #known = 0;
  #shown = '';

  /**
   * @param root where the charts are drawn
   * @param cafe the café of which they are
   * @param token() → a token of a manager
   * @param onChange() is called when something else is to be shown
   * @param onProblem(problem) is told what went wrong
   */
  constructor(root, cafe, token, { onChange, onProblem }) {
    this.#root = root;
    this.#cafe = cafe;
    this.#token = token;
    this.#onChange = onChange;
    this.#onProblem = onProblem;
    root.querySelector('.charts').append(...this.#charts.map(({ element }) => element));
  }

  /** Reads the hour as it was told; what is told meanwhile comes after it. Where that fails it is tried again. */
  async load() {
    const nth = ++this.#loads;
    this.#isLoading = true;
    try {
      const history = await this.#cafe.loadFigures(this.#token(), new Date(Date.now() - span * 1.1));
      // A later one reads more.
      if (nth !== this.#loads) return;
      this.#take(history);
    } catch (problem) {
      if (nth !== this.#loads) return;
      setTimeout(() => nth === this.#loads && this.load(), pause);
      if (!this.#hasFailed) this.#onProblem(problem);
      this.#hasFailed = true;
    }
    this.#waiting = [];
    this.#isLoading = false;
    this.#onChange();
  }

  #take(history) {
    // Days and hours are the café's, wherever its manager is.
    tellTimesIn(history.timeZone);
    this.#figures = new Figures(history);
    const { sequence: last = 0, at = 0 } = history.moments.at(-1) ?? {};
    for (const { sequence, timestamp, data } of this.#waiting) {
      if (sequence > last) this.#figures.add({ timestamp, ...data });
    }
    this.#hasFailed = false;
    this.#known = Math.max(Date.now(), new Date(at));
    this.#heard++;
  }

  /** Takes what was told just now. */
  hear(message) {
    this.#figures?.add({ timestamp: message.timestamp, ...message.data });
    this.#heard++;
    // Also where the clock here is behind the server's.
    this.#known = Math.max(this.#known, new Date(message.timestamp));
    if (this.#isLoading) this.#waiting.push(message);
  }

  /** The hour is played once more, from its beginning. */
  play() {
    const end = this.#known;
    this.#replay = { end, at: beginOf(end), isPlaying: true, since: Date.now() };
  }

  /** Stops where it is, or goes on. */
  hold() {
    this.#replay = { ...this.#replay, at: this.moment, since: Date.now(), isPlaying: !this.#replay.isPlaying };
  }

  /** Shows another moment of the hour. */
  seek(time) {
    this.#replay = { ...this.#replay, at: Number(time), since: Date.now(), isPlaying: false };
  }

  /** Shows what is now. */
  live() {
    this.#replay = null;
  }

  /** The moment that is played; null where the page shows what is now. */
  get moment() {
    if (!this.#replay) return null;
    const { end, at, since, isPlaying } = this.#replay;
    return isPlaying ? Math.min(end, at + (Date.now() - since) * pace) : at;
  }

  /** The figures that held at the moment that is played: {metrics, counters}; null where the page shows what is now. */
  get played() {
    return this.#replay && (this.#figures?.at(this.moment) ?? unknown);
  }

  /** Draws charts, table and what plays them, where something of it is another than it was. */
  draw(currency, isLive) {
    if (!this.#figures) return;
    const now = Date.now();
    if (isLive && !this.#isLoading) this.#known = Math.max(now, this.#known);
    const moment = this.moment;
    const state = JSON.stringify([this.#heard, beginOf(now), beginOf(this.#known), moment, this.#replay, currency, languageInUse(), matchMedia('(prefers-color-scheme: dark)').matches]);
    if (state === this.#shown) return;
    this.#shown = state;
    const pieces = this.#figures.pieces(this.#replay?.end ?? now, moment ?? this.#known);
    const times = pieces.map(({ begins }) => begins);
    const all = (field, label, bars = false) => ({ label: t(label), values: pieces.map((piece) => piece[field]), bars });
    const amount = (value) => money(value, currency);
    const count = (value) => (Number.isInteger(value) ? String(value) : '');
    const share = (value) => `${Math.round(value * 100)} %`;
    const counters = Object.entries(this.#figures.counters);
    const shown = {
      orders: [[all('received', 'manager.received', true), all('completed', 'manager.completed')], count],
      revenue: [[all('revenue', 'manager.revenue', true)], amount],
      waits: [[all('wait', 'manager.wait'), all('p90', 'manager.waitP90')], (value) => `${value}′`],
      quotes: [[all('onTime', 'manager.onTime'), all('accuracy', 'manager.accuracy')], share],
      queues: [counters.map(([id, label]) => ({ label, values: pieces.map(({ queues }) => queues[id] ?? null) })), count],
    };
    for (const chart of this.#charts) chart.draw(t(`chart.${chart.name}`), times, ...shown[chart.name]);
    patch(this.#root.querySelector('.replay'), [this.#replayView(moment)].flat());
    // What somebody moved once no longer follows its attribute.
    const seek = this.#root.querySelector('[name=seek]');
    if (seek) seek.value = String(moment);
    patch(this.#root.querySelector('.figures'), [tableView(pieces.filter(({ begins }) => begins <= (moment ?? now)), counters, { amount, share })]);
  }

  #replayView(moment) {
    if (!moment) return h('button', { type: 'button', 'data-key': 'play', 'data-action': 'play' }, t('replay.play'));
    const { end } = this.#replay;
    const isPlaying = this.#replay.isPlaying && moment < end;
    return [
      h('strong', { class: 'replayed', 'data-key': 'when' }, t('replay.at', { time: timeOfDay(moment) })),
      moment < end && h('button', { type: 'button', 'data-key': 'hold', 'data-action': 'hold' }, t(isPlaying ? 'replay.hold' : 'replay.goOn')),
      h('label', { class: 'seek', 'data-key': 'seek' }, h('span', { class: 'hidden' }, t('replay.seek')), h('input', { type: 'range', name: 'seek', min: String(beginOf(end)), max: String(end), step: 'any', value: String(Math.round(moment)) })),
      h('button', { type: 'button', class: 'primary', 'data-key': 'live', 'data-action': 'live' }, t('replay.live')),
    ];
  }
}

function tableView(pieces, counters, { amount, share }) {
  const cell = (value, write = String) => h('td', {}, value === null || value === undefined ? '–' : write(value));
  const heads = ['time', 'received', 'completed', 'revenue', 'wait', 'waitP90', 'onTime', 'accuracy'].map((name) => t(`manager.${name}`));
  return h(
    'table',
    {},
    h('caption', {}, t('chart.caption')),
    h('thead', {}, h('tr', {}, ...[...heads, ...counters.map(([, name]) => name)].map((head) => h('th', { scope: 'col' }, head)))),
    h(
      'tbody',
      {},
      ...pieces.map(({ begins, received, completed, revenue, wait, p90, onTime, accuracy, queues }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, timeOfDay(begins)),
          cell(received),
          cell(completed),
          cell(revenue, amount),
          cell(wait, minutes),
          cell(p90, minutes),
          cell(onTime, share),
          cell(accuracy, share),
          ...counters.map(([id]) => cell(queues[id])),
        ),
      ),
    ),
  );
}
