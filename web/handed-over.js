// What was handed over lately: it can be opened again, or made again. docs/protocol.md §5.
import { h } from './dom.js';
import { t } from './language.js';

// As long as a café's orders can be opened again, unless it sets another time.
const shownFor = 15 * 60_000;
const most = 5;

export class HandedOver {
  #orders;

  /** @param orders what was kept of it */
  constructor(orders = []) {
    this.#orders = orders;
  }

  /** The orders, the latest first: {orderId, number, at}. */
  get orders() {
    return this.#orders;
  }

  /** Keeps an order that was handed over now. */
  add({ orderId, number }) {
    this.remove(orderId);
    this.#orders = [{ orderId, number, at: Date.now() }, ...this.#orders].slice(0, most);
  }

  /** Keeps it no more. */
  remove(orderId) {
    this.#orders = this.#orders.filter((order) => order.orderId !== orderId);
  }

  /** What is shown of it; nothing where nothing was handed over lately. */
  view() {
    const shown = this.#orders.filter(({ at }) => Date.now() - at < shownFor);
    if (shown.length === 0) return [];
    const button = (action, { orderId, number }, words) =>
      h('button', { type: 'button', class: 'quiet', 'data-action': action, 'data-value': orderId, 'aria-label': `${words}: ${number}` }, words);
    return [
      h(
        'details',
        { class: 'stock', 'data-key': 'handed-over' },
        h('summary', {}, t('staff.handedOver')),
        h(
          'ul',
          { class: 'lines' },
          ...shown.map((order) =>
            h('li', { 'data-key': order.orderId }, h('span', {}, order.number), button('reopen', order, t('staff.reopen')), button('remake', order, t('staff.remake'))),
          ),
        ),
      ),
    ];
  }
}
