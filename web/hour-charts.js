// The last hour in charts and in a table, as it is now or as it is played once more. docs/protocol.md §6, "Figures".
import { Chart } from './chart.js';
import { h, patch } from './dom.js';
import { beginOf, Figures, span } from './figures.js';
import { minutes, money, t, timeOfDay } from './language.js';

const names = ['orders', 'revenue', 'waits', 'quotes', 'queues'];
// An hour in a minute.
const pace = 60;
// Before anything was told nothing is known.
const unknown = { metrics: { topItems: [] }, counters: [] };

export class HourCharts {
  #root;
  #cafe;
  #token;
  #charts = names.map((name) => new Chart(name));
  #figures = null;
  #replay = null;
  #loads = 0;
  #isLoading = true;
  #waiting = [];

  /**
   * @param root where the charts are drawn
   * @param cafe the café of which they are
   * @param token() → a token of a manager
   */
  constructor(root, cafe, token) {
    this.#root = root;
    this.#cafe = cafe;
    this.#token = token;
    root.querySelector('.charts').append(...this.#charts.map(({ element }) => element));
  }

  /** Reads the hour as it was told; what is told meanwhile comes after it. */
  async load() {
    const nth = ++this.#loads;
    this.#isLoading = true;
    const history = await this.#cafe.loadFigures(this.#token(), new Date(Date.now() - span * 1.1));
    // A later one reads more.
    if (nth !== this.#loads) return;
    this.#figures = new Figures(history);
    const last = history.moments.at(-1)?.sequence ?? 0;
    for (const { sequence, timestamp, data } of this.#waiting) {
      if (sequence > last) this.#figures.add({ timestamp, ...data });
    }
    this.#waiting = [];
    this.#isLoading = false;
  }

  /** Takes what was told just now. */
  hear(message) {
    this.#figures?.add({ timestamp: message.timestamp, ...message.data });
    if (this.#isLoading) this.#waiting.push(message);
  }

  /** The hour is played once more, from its beginning. */
  play() {
    const end = Date.now();
    this.#replay = { end, at: beginOf(end), isPlaying: true, since: end };
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

  /** Draws charts, table and what plays them. */
  draw(currency) {
    if (!this.#figures) return;
    const moment = this.moment;
    const pieces = this.#figures.pieces(this.#replay?.end ?? Date.now(), moment ?? Date.now());
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
    patch(this.#root.querySelector('.figures'), [tableView(pieces.filter(({ begins }) => begins <= (moment ?? Date.now())), counters, { amount, share })]);
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
