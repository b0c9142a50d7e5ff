// The day's closing, for managers: what moved so far, the closings before, and the button that closes. docs/protocol.md §5, §10.
import { closingReport } from './closing-report.js';
import { h } from './dom.js';
import { money, t, whenOf } from './language.js';

export class Closings {
  #cafe;
  #token;
  #onChange;
  #onProblem;
  #list = null;
  #report = null;
  #asks = false;

  /**
   * @param cafe the café whose days are closed
   * @param token() → a token of a manager
   * @param onChange() is called when something else is to be shown
   * @param onProblem(problem) is told what went wrong
   */
  constructor(cafe, token, { onChange, onProblem }) {
    this.#cafe = cafe;
    this.#token = token;
    this.#onChange = onChange;
    this.#onProblem = onProblem;
  }

  /** Reads what moved so far, and the closings before. */
  show() {
    return this.#do(async () => {
      [this.#report, this.#list] = await Promise.all([this.#cafe.loadClosing(this.#token(), 'current'), this.#cafe.loadClosings(this.#token())]);
    });
  }

  /** Reads one closing. */
  open(number) {
    return this.#do(async () => (this.#report = await this.#cafe.loadClosing(this.#token(), number)));
  }

  /** Reads the closings before again, and leaves the report that is shown. */
  refresh() {
    return this.#do(async () => (this.#list = await this.#cafe.loadClosings(this.#token())));
  }

  /** Asks once more before it closes; a closing stays for ever. */
  ask() {
    this.#asks = true;
  }

  /** Closes nothing after all. */
  keep() {
    this.#asks = false;
  }

  /** The command that closes the day of which the report is shown, with what was counted, if something was. */
  command(form) {
    this.#asks = false;
    const counted = form.elements.counted.value;
    return { ...(counted !== '' && { counted: Number(counted) }), expectedNumber: this.#report.closing.summary.number, cafeId: this.#cafe.id };
  }

  /** Offers the report that is shown as a file for a spreadsheet. */
  save() {
    return this.#do(async () => {
      const { kind, summary } = this.#report.closing;
      const file = URL.createObjectURL(await this.#cafe.loadClosingFile(this.#token(), kind === 'x' ? 'current' : summary.number));
      const link = h('a', { href: file, download: `${kind}-${summary.number}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(file), 60_000);
    });
  }

  /** What is shown of them. */
  view() {
    if (!this.#report) return h('div', { class: 'row' }, button('closings', 'closing.show'));
    const isOpen = this.#report.closing.kind === 'x';
    return [
      h(
        'div',
        { class: 'row' },
        button('closings', 'closing.show'),
        button('printClosing', 'closing.print'),
        button('saveClosing', 'closing.save'),
      ),
      closingReport(this.#report),
      isOpen && this.#form(),
      this.#list?.closings.length > 0 && h('h4', {}, t('closing.before')),
      this.#list?.closings.length > 0 && h('ul', { class: 'rows closings' }, ...this.#list.closings.map((closing) => this.#row(closing))),
    ];
  }

  #form() {
    return h(
      'form',
      { class: 'close-day', 'data-close': true },
      h(
        'label',
        { class: 'field' },
        h('span', {}, t('closing.counted')),
        h('input', { name: 'counted', type: 'number', min: '0', step: 'any', inputmode: 'decimal', autocomplete: 'off' }),
      ),
      this.#asks
        ? h('div', { class: 'row' }, h('button', { type: 'submit', class: 'primary' }, t('closing.surely')), button('keepOpen', 'closing.keep'))
        : h('div', { class: 'row' }, button('askClose', 'closing.close')),
    );
  }

  #row({ number, day, to, gross }) {
    return h(
      'li',
      { 'data-key': `z${number}` },
      h('button', { type: 'button', class: 'quiet', 'data-action': 'openClosing', 'data-value': number }, t('closing.z', { number })),
      h('span', {}, `${day} · ${whenOf(to)}`),
      h('strong', {}, money(gross, this.#list.currency)),
    );
  }

  async #do(what) {
    try {
      await what();
    } catch (problem) {
      this.#onProblem(problem);
    }
    this.#onChange();
  }
}

function button(action, word) {
  return h('button', { type: 'button', class: 'quiet', 'data-action': action }, t(word));
}
