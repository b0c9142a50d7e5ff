// Orders that wait for somebody to take their money at the counter, read anew whenever one may have come or gone:
// whoever takes the money, and wherever, nobody else is told of it. docs/protocol.md §5.
import { unchargeForm } from './bill-work.js';
import { discountView } from './discount-form.js';
import { h } from './dom.js';
import { age, money, t } from './language.js';
import { priceLines } from './price-lines.js';

const pause = 300;
const whileSomeWait = 30_000;
const afterFailure = 5_000;

export class WaitingOrders {
  #cafe;
  #token;
  #onChange;
  #timer = 0;
  #reads = 0;
  #readAgainAt = Infinity;
  #left = false;
  #currency;
  #orders = [];

  /**
   * @param cafe the café whose orders they are
   * @param token() → a token of somebody who works here
   * @param onChange() is called when others wait than before
   */
  constructor(cafe, token, onChange) {
    this.#cafe = cafe;
    this.#token = token;
    this.#onChange = onChange;
  }

  /** How many wait. */
  get count() {
    return this.#orders.length;
  }

  /** Reads them again, soon: something of them may have changed. */
  soon() {
    this.#timer ||= setTimeout(() => this.#read(), pause);
  }

  /** Called each second: what waits long may be waited for no more. */
  tick() {
    if (Date.now() > this.#readAgainAt) this.soon();
  }

  /** Reads no more. */
  leave() {
    this.#left = true;
    clearTimeout(this.#timer);
  }

  /** The command that says that an order's money was taken; for what it costs now, or not at all. */
  payment(orderId) {
    const { total, cashDue, orderVersion } = this.#orders.find((order) => order.orderId === orderId);
    return { orderId, method: 'cash', amount: cashDue ?? total, result: 'success', expectedVersion: orderVersion };
  }

  /**
   * What is shown of them; nothing where none waits.
   * @param rules what the café lets its staff take off prices; null before that is known
   * @param isManager whether who works may take off anything
   */
  view(rules, isManager) {
    if (this.count === 0) return [];
    return [
      h('h3', { id: 'waiting-title' }, t('staff.waiting')),
      h('ul', { class: 'stack', 'aria-labelledby': 'waiting-title' }, ...this.#orders.map((order) => this.#card(order, rules, isManager))),
    ];
  }

  #card(order, rules, isManager) {
    const where = order.orderType === 'takeaway' ? t('guest.takeaway') : t('staff.table', { number: order.tableNumber ?? '' });
    const lines = order.items.filter(({ status }) => status !== 'voided').map(({ quantity, name }) => `${quantity} × ${name}`);
    return h(
      'li',
      { 'data-key': order.orderId, class: 'ticket unpaid' },
      h('header', {}, h('h4', {}, order.orderNumber), h('span', { class: 'age', 'data-since': order.createdAt }, age(order.createdAt))),
      h('p', { class: 'muted' }, [where, order.customerName].filter(Boolean).join(' · ')),
      h('p', {}, lines.join(', ')),
      h(
        'button',
        { type: 'button', class: 'primary', 'data-action': 'takeCash', 'data-value': order.orderId },
        t('staff.takeCash', { amount: money(order.cashDue ?? order.total, this.#currency) }),
      ),
      ...priceLines(order, this.#currency),
      rules && discountView({ orderId: order.orderId }, order.discounts, rules, isManager),
      isManager && order.serviceCharge > 0 && unchargeForm(order.orderId),
    );
  }

  async #read() {
    this.#timer = 0;
    const read = ++this.#reads;
    try {
      this.#currency ??= (await this.#cafe.loadMenu(this.#token())).currency;
      const { orders } = await this.#cafe.loadOrders(this.#token(), 'pending');
      // An answer that was overtaken says nothing new.
      if (this.#left || read !== this.#reads) return;
      // A card is paid by the guest alone. Who came first is served first.
      this.#orders = orders.filter(({ payment }) => payment.method === 'cash').reverse();
      this.#readAgainAt = this.count > 0 ? Date.now() + whileSomeWait : Infinity;
      this.#onChange();
    } catch {
      this.#readAgainAt = Date.now() + afterFailure;
    }
  }
}
