// What is left to sell: whoever works here says how many there are, and sees them counted down. docs/protocol.md §5, "Countdown".
import { h } from './dom.js';
import { t } from './language.js';

const pause = 300;

export class Stock {
  #cafe;
  #token;
  #onChange;
  #timer = 0;
  #left = false;
  #menu = null;

  /**
   * @param cafe the café whose menu it is
   * @param token() → a token of somebody who works here
   * @param onChange() is called when the menu was read
   */
  constructor(cafe, token, onChange) {
    this.#cafe = cafe;
    this.#token = token;
    this.#onChange = onChange;
  }

  /** Reads the menu again, soon: something of it may have changed. */
  soon() {
    this.#timer ||= setTimeout(() => this.#read(), pause);
  }

  /** Reads no more. */
  leave() {
    this.#left = true;
    clearTimeout(this.#timer);
  }

  /** The command that the form stands for: so many are left, or none. */
  update(form, isOut) {
    const { what, remaining, backNextDay } = form.elements;
    const nextDay = backNextDay.checked && { backNextDay: true };
    return isOut
      ? { ...this.#named(what.value), available: false, ...nextDay }
      : { ...this.#named(what.value), available: true, remaining: Number(remaining.value), ...nextDay };
  }

  /** The command that puts something on sale again, uncounted. */
  back(what) {
    return { ...this.#named(what), available: true };
  }

  /** What the café lets its staff take off prices, and the currency; null before the menu was read. */
  get discounts() {
    return this.#menu && { ...this.#menu.discounts, currency: this.#menu.currency };
  }

  /** What is shown of it; nothing before the menu was read. */
  view() {
    if (!this.#menu) return [];
    const counted = this.#all().filter(({ remaining, isOut }) => remaining !== undefined || isOut);
    return [
      h(
        'details',
        { class: 'stock', 'data-key': 'stock' },
        h('summary', {}, [t('staff.stock'), counted.length > 0 && ` · ${counted.length}`]),
        h('ul', { class: 'lines' }, ...counted.map((one) => this.#line(one))),
        this.#form(),
      ),
    ];
  }

  #line({ what, name, remaining }) {
    return h(
      'li',
      { 'data-key': what },
      h('span', {}, name),
      h('span', { class: 'muted' }, remaining > 0 ? t('guest.left', { count: remaining }) : t('guest.soldOut')),
      h('button', { type: 'button', class: 'quiet', 'data-action': 'onSale', 'data-value': what, 'aria-label': t('staff.onSaleItem', { item: name }) }, t('staff.onSale')),
    );
  }

  #form() {
    return h(
      'form',
      { class: 'row', 'data-key': 'count', 'data-stock': true },
      h('label', { class: 'field' }, t('staff.stockWhat'), h('select', { name: 'what' }, ...this.#all().map(({ what, name }) => h('option', { value: what }, name)))),
      h('label', { class: 'field' }, t('staff.stockCount'), h('input', { type: 'number', name: 'remaining', min: '1', max: '9999', value: '1', required: true })),
      h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'backNextDay' }), h('span', {}, t('staff.backNextDay'))),
      h('button', { value: 'count', class: 'primary' }, t('staff.stockSet')),
      h('button', { value: 'out', class: 'quiet', formnovalidate: true }, t('guest.soldOut')),
    );
  }

  /** Everything that can be counted: items, then options, each with what is said of it. */
  #all() {
    const { items, groups = [], outages } = this.#menu;
    const isOut = (field, id) => outages.some((outage) => outage[field] === id && !outage.counterId);
    return [
      ...items.map(({ itemId, name, remaining }) => ({ what: `itemId ${itemId}`, name, remaining, isOut: isOut('itemId', itemId) })),
      ...groups.flatMap((group) =>
        group.options.map(({ optionId, name, remaining }) => ({
          what: `optionId ${optionId}`,
          name: `${group.name}: ${name}`,
          remaining,
          isOut: isOut('optionId', optionId),
        })),
      ),
    ];
  }

  #named(what) {
    const [field, id] = what.split(' ');
    return { [field]: id, cafeId: this.#cafe.id };
  }

  async #read() {
    this.#timer = 0;
    try {
      const menu = await this.#cafe.loadMenu(this.#token());
      if (this.#left) return;
      this.#menu = menu;
      this.#onChange();
    } catch {
      // The next change asks again.
    }
  }
}
