// One chart, drawn by uPlot. Its colours are the page's, and a reader of screens has the table beside it.
import uPlot from './vendor/uplot/uPlot.esm.js';
import { h } from './dom.js';
import { timeOfDay } from './language.js';

const height = 160;
const dashes = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const inks = ['--accent', '--ok', '--sent', '--warn', '--bad'];

export class Chart {
  #place;
  #shape;
  #plot = null;
  #shown = '';

  /** @param name what it is called in the words of the page */
  constructor(name) {
    this.name = name;
    this.#place = h('div', { class: 'plot', 'aria-hidden': 'true' });
    this.#shape = h('div', { class: 'keys' });
    this.element = h('figure', { class: 'chart', 'data-chart': name }, h('figcaption', {}, h('strong', {}), this.#shape), this.#place);
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(this.#place);
  }

  /**
   * Draws it, if it changed.
   * @param title what it shows
   * @param times where its points are, in milliseconds
   * @param series what is drawn: {label, values, bars}
   * @param format(value) → the value as it is written
   */
  draw(title, times, series, format) {
    const ink = (nth) => getComputedStyle(document.documentElement).getPropertyValue(inks[nth % inks.length]).trim();
    const muted = getComputedStyle(document.documentElement).getPropertyValue('--muted').trim();
    const shown = JSON.stringify([title, series, times, muted, format(1)]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.querySelector('strong').textContent = title;
    this.#shape.replaceChildren(...series.map(({ label }, nth) => key(label, nth)));
    this.#plot?.destroy();
    const axis = { stroke: muted, font: '12px sans-serif', grid: { stroke: muted, width: 0.25 }, ticks: { show: false } };
    this.#plot = new uPlot(
      {
        ...this.#size(),
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, (high ?? 0) * 1.1)] } },
        axes: [
          { ...axis, values: (_, seconds) => seconds.map((second) => timeOfDay(second * 1000)), space: 70 },
          { ...axis, values: (_, values) => values.map(format), size: 56 },
        ],
        series: [
          {},
          ...series.map(({ label, bars }, nth) => ({
            label,
            stroke: ink(nth),
            width: 2,
            dash: dashes[nth % dashes.length],
            spanGaps: true,
            points: { show: !bars, size: 5 },
            ...(bars && { fill: ink(nth), dash: [], paths: uPlot.paths.bars({ size: [0.6, 40] }) }),
          })),
        ],
      },
      [times.map((time) => time / 1000), ...series.map(({ values }) => values)],
      this.#place,
    );
  }

  #size() {
    return { width: Math.max(120, this.#place.clientWidth), height };
  }
}

// What a line means, in its own dash: a colour alone says nothing to many.
function key(label, nth) {
  const swatch = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of Object.entries({ width: 24, height: 8, viewBox: '0 0 24 8', 'aria-hidden': 'true' })) swatch.setAttribute(name, value);
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  for (const [name, value] of Object.entries({ x1: 0, x2: 24, y1: 4, y2: 4, 'stroke-width': 3, 'stroke-dasharray': dashes[nth % dashes.length].join(' ') })) line.setAttribute(name, value);
  line.setAttribute('class', `ink-${nth % inks.length}`);
  swatch.append(line);
  return h('span', { class: 'key' }, swatch, label);
}
