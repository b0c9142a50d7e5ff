// The figures of an hour or so, as they were told one after the other, and what charts are made of. docs/protocol.md §6, "Figures".

const minute = 60_000;
const step = 5 * minute;
const steps = 12;

/** How long a chart is, in milliseconds. */
export const span = step * steps;

/** When the chart begins that ends with a moment. */
export function beginOf(end) {
  return Math.ceil(end / step) * step - span;
}

export class Figures {
  #moments = [];
  #hours;

  /** @param history the answers of the history of figures, one after the other; what was told before them last comes first */
  constructor({ timeZone, moments }) {
    // One for all moments: it is dear to make.
    this.#hours = new Intl.DateTimeFormat('en', { timeZone, month: 'numeric', day: 'numeric', hour: 'numeric', timeZoneName: 'shortOffset' });
    this.#moments = moments.map((moment) => this.#read(moment));
  }

  /** Adds what was told just now, and lets go what no chart shows any more; but for the last of that, which held when the chart begins. */
  add(moment) {
    const now = this.#read(moment);
    this.#moments.push(now);
    const first = this.#moments.findIndex(({ at }) => at >= now.at - span - step);
    this.#moments.splice(0, Math.max(0, first - 1));
  }

  /** What held at a time; undefined where nothing was told before it. */
  at(time) {
    return this.#moments.findLast(({ at }) => at <= time);
  }

  /** The pieces of an hour, five minutes each: what happened in each, and what held at its end. Those that have not begun have nothing. */
  pieces(end, now = end) {
    return Array.from({ length: steps }, (_, nth) => {
      const begins = beginOf(end) + nth * step;
      const ends = begins + step;
      if (begins > now) return { begins, received: null, completed: null, revenue: null, wait: null, p90: null, onTime: null, accuracy: null, queues: {} };
      const held = this.at(Math.min(ends - 1, now));
      const { averageWaitTime = null, waitTimeP90 = null, onTimeRate = null, quoteAccuracy = null } = held?.metrics ?? {};
      return {
        begins,
        ...this.#sum(begins, Math.min(ends, now + 1)),
        wait: averageWaitTime,
        p90: waitTimeP90,
        onTime: onTimeRate,
        accuracy: quoteAccuracy,
        queues: Object.fromEntries((held?.counters ?? []).map(({ counterId, queueLength }) => [counterId, queueLength])),
      };
    });
  }

  /** The counters that were told of, by their ids. */
  get counters() {
    return Object.fromEntries(this.#moments.flatMap(({ counters }) => counters.map(({ counterId, name }) => [counterId, name])));
  }

  // Figures count from the full hour of the café, so that of two moments in one hour the difference is what happened between them.
  #sum(from, to) {
    const sum = { received: 0, completed: 0, revenue: 0 };
    this.#moments.forEach((moment, nth) => {
      if (moment.at < from || moment.at >= to) return;
      const before = this.#moments[nth - 1];
      const base = before && before.hour === moment.hour ? before.metrics : { ordersReceived: 0, ordersCompleted: 0, revenue: 0 };
      sum.received += moment.metrics.ordersReceived - base.ordersReceived;
      sum.completed += moment.metrics.ordersCompleted - base.ordersCompleted;
      sum.revenue += moment.metrics.revenue - base.revenue;
    });
    return sum;
  }

  #read({ at, timestamp, metrics, counters }) {
    const time = new Date(at ?? timestamp).getTime();
    return { at: time, hour: this.#hours.format(time), metrics, counters };
  }
}
