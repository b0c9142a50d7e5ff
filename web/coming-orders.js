// Orders for later that no counter has yet, read anew whenever one came, was changed or has gone. docs/protocol.md §5.
import { h } from './dom.js';
import { t, whenOf } from './language.js';

const pause = 300;
const afterFailure = 5_000;
const changes = new Set(['order_scheduled', 'order_fired', 'order_cancelled']);

export class ComingOrders {
  #cafe;
  #token;
  #onChange;
  #timer = 0;
  #reads = 0;
  #readAgainAt = Infinity;
  #left = false;
  #orders = [];

  /**
   * @param cafe the café whose orders they are
   * @param token() → a token of somebody who works here
   * @param onChange() is called when others are to come than before
   */
  constructor(cafe, token, onChange) {
    this.#cafe = cafe;
    this.#token = token;
    this.#onChange = onChange;
  }

  /** How many are to come. */
  get count() {
    return this.#orders.length;
  }

  /** Reads them again, soon, where a message may tell of others. */
  heard({ type, channel }) {
    if (changes.has(type) && channel?.endsWith(':staff')) this.soon();
  }

  /** Reads them again, soon. */
  soon() {
    this.#timer ||= setTimeout(() => this.#read(), pause);
  }

  /** Called each second: a read that failed is tried again. */
  tick() {
    if (Date.now() > this.#readAgainAt) this.soon();
  }

  /** Reads no more. */
  leave() {
    this.#left = true;
    clearTimeout(this.#timer);
  }

  /** What is shown of them, the first to be ready first; nothing where none is to come. */
  view() {
    if (this.count === 0) return [];
    return [
      h('h3', { id: 'coming-title' }, t('staff.coming', { count: this.count })),
      h('ul', { class: 'stack', 'aria-labelledby': 'coming-title' }, ...this.#orders.map((order) => card(order))),
    ];
  }

  async #read() {
    this.#timer = 0;
    const read = ++this.#reads;
    try {
      const { orders } = await this.#cafe.loadOrders(this.#token(), 'scheduled');
      // An answer that was overtaken says nothing new.
      if (this.#left || read !== this.#reads) return;
      this.#orders = orders.sort((a, b) => (a.scheduledFor < b.scheduledFor ? -1 : 1));
      this.#readAgainAt = Infinity;
      this.#onChange();
    } catch {
      this.#readAgainAt = Date.now() + afterFailure;
    }
  }
}

function card(order) {
  const where = order.orderType === 'takeaway' ? t('guest.takeaway') : t('staff.table', { number: order.tableNumber ?? '' });
  const lines = order.items.filter(({ status }) => status !== 'voided').map(({ quantity, name, customizations }) => `${quantity} × ${[name, ...customizations].join(', ')}`);
  return h(
    'li',
    { 'data-key': order.orderId, class: 'ticket coming' },
    h('header', {}, h('h4', {}, order.orderNumber), h('strong', {}, whenOf(order.scheduledFor))),
    h('p', { class: 'muted' }, [where, order.customerName].filter(Boolean).join(' · ')),
    h('p', {}, h('bdi', {}, lines.join('; '))),
    h('button', { type: 'button', class: 'quiet', 'data-action': 'fire', 'data-value': order.orderId }, t('staff.fire')),
  );
}
