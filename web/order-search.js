// The orders of a café by number, status and day, each with its whole history; and money given back. docs/protocol.md §5, §10.
import { midnight, today } from './cafe-time.js';
import { h } from './dom.js';
import { money, t, timeOfDay, whenOf } from './language.js';
import { priceLines } from './price-lines.js';

const open = 'pending,scheduled,confirmed,preparing,ready';
const statuses = { any: '', open, completed: 'completed', cancelled: 'cancelled' };

export class OrderSearch {
  #cafe;
  #token;
  #onChange;
  #onProblem;
  #query = null;
  #orders = null;
  #next = null;
  #one = null;
  #readAt = null;
  #reads = 0;
  #asks = null;
  // What is on its way, by order: while nobody knows whether it was done, it is not asked for again.
  #sent = new Map();

  /**
   * @param cafe the café whose orders are looked for
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

  /** Looks for what the form says. */
  search(form) {
    const { number, status, from, to } = form.elements;
    this.#query = { number: number.value.trim(), status: statuses[status.value], from: midnight(from.value), to: midnight(to.value, 1) };
    this.close();
    return this.#do(async () => this.#take(await this.#cafe.findOrders(this.#token(), this.#query), []));
  }

  /** Looks for those that come after. */
  more() {
    return this.#do(async () => this.#take(await this.#cafe.findOrders(this.#token(), { ...this.#query, cursor: this.#next }), this.#orders));
  }

  /** Offers all orders of a day as a file for a spreadsheet. */
  save(form) {
    const day = form.elements.day.value;
    return this.#do(async () => {
      const file = URL.createObjectURL(await this.#cafe.loadOrdersFile(this.#token(), day));
      h('a', { href: file, download: `orders-${day}.csv` }).click();
      setTimeout(() => URL.revokeObjectURL(file), 60_000);
    });
  }

  /** Reads one order with its history. */
  open(orderId) {
    this.#asks = null;
    return this.#read(orderId);
  }

  /** Back to what was found; answers which order was shown. */
  close() {
    const orderId = this.#one?.order.orderId;
    this.#reads++;
    this.#one = null;
    return orderId;
  }

  /** Asks once more before money goes back. */
  ask(form) {
    const { orderId, orderVersion } = this.#one.order;
    this.#asks = { orderId, expectedVersion: orderVersion, amount: Number(form.elements.amount.value), reason: form.elements.reason.value.trim() };
  }

  /** Gives nothing back after all. */
  keep() {
    this.#asks = null;
  }

  /** The command that gives back what was asked for, once; it says which state of the order was looked at, so that nobody else's refund is repeated. */
  refund() {
    const command = this.#asks;
    this.#asks = null;
    if (command) this.#sent.set(command.orderId, command.amount);
    return command;
  }

  /** It is known what became of what was sent. */
  settled(orderId) {
    this.#sent.delete(orderId);
  }

  /** Reads the order that is shown once more. */
  again() {
    return this.#one ? this.#read(this.#one.order.orderId) : undefined;
  }

  // Only the last read counts.
  #read(orderId) {
    const nth = ++this.#reads;
    return this.#do(async () => {
      const one = await this.#cafe.loadOrderHistory(this.#token(), orderId);
      if (nth !== this.#reads) return;
      this.#one = one;
      this.#readAt = new Date();
    });
  }

  /** What is shown. */
  view(currency) {
    return this.#one ? this.#orderView(this.#one, currency) : [this.#form(), this.#list(currency), this.#dayForm()];
  }

  #take({ orders, nextCursor }, before) {
    this.#orders = [...before, ...orders];
    this.#next = nextCursor;
  }

  #form() {
    const field = (word, input) => h('label', { class: 'field' }, h('span', {}, t(word)), input);
    return h(
      'form',
      { class: 'search', 'data-search': true, 'data-key': 'search', role: 'search', 'aria-label': t('manager.orders') },
      field('search.number', h('input', { name: 'number', inputmode: 'numeric', autocomplete: 'off', maxlength: '20', placeholder: '123' })),
      field('search.status', h('select', { name: 'status' }, ...Object.keys(statuses).map((name) => h('option', { value: name }, t(`search.${name}`))))),
      field('search.from', h('input', { name: 'from', type: 'date' })),
      field('search.to', h('input', { name: 'to', type: 'date' })),
      h('button', { class: 'primary' }, t('search.find')),
    );
  }

  // All orders of a day, with every line, as a file.
  #dayForm() {
    return h(
      'form',
      { class: 'search', 'data-orders': true, 'data-key': 'orders-file', 'aria-label': t('search.save') },
      h('label', { class: 'field' }, h('span', {}, t('search.day')), h('input', { name: 'day', type: 'date', value: today(), required: true })),
      h('button', { class: 'quiet' }, t('search.save')),
    );
  }

  #list(currency) {
    if (!this.#orders) return null;
    if (this.#orders.length === 0) return [h('p', { class: 'muted', 'data-key': 'none' }, t('search.none')), this.#query.number && h('p', { class: 'muted', 'data-key': 'noNumber' }, t('search.noNumber'))];
    return [
      h(
        'ul',
        { class: 'rows found', 'data-key': 'found' },
        ...this.#orders.map(({ orderId, orderNumber, status, createdAt, total, tableNumber }) =>
          h(
            'li',
            { 'data-key': orderId },
            h('button', { type: 'button', class: 'quiet', 'data-action': 'openOrder', 'data-value': orderId }, orderNumber),
            h('span', {}, [whenOf(createdAt), tableNumber && `${t('guest.table')} ${tableNumber}`].filter(Boolean).join(' · ')),
            h('span', {}, t(`order.${status}`)),
            h('strong', {}, money(total, currency)),
          ),
        ),
      ),
      this.#next && h('div', { class: 'row', 'data-key': 'more' }, h('button', { type: 'button', 'data-action': 'moreOrders' }, t('search.more'))),
    ];
  }

  #orderView({ order, history, wait }, currency) {
    const { orderNumber, status, items, total, payment, customerName, tableNumber, specialInstructions } = order;
    return [
      h('div', { class: 'row', 'data-key': 'back' }, h('button', { type: 'button', class: 'quiet', 'data-action': 'closeOrder' }, t('search.back')), h('span', { class: 'muted' }, t('setup.readAt', { time: timeOfDay(this.#readAt) })), h('button', { type: 'button', class: 'quiet', 'data-action': 'readOrder' }, t('search.again'))),
      h('h4', { 'data-key': 'head', tabindex: '-1' }, `${orderNumber} · ${t(`order.${status}`)}`),
      h('p', { class: 'muted', 'data-key': 'who' }, [whenOf(order.createdAt), customerName, tableNumber && `${t('guest.table')} ${tableNumber}`, specialInstructions].filter(Boolean).join(' · ')),
      wait && h('p', { class: 'muted', lang: 'en', 'data-key': 'wait' }, wait.text),
      h(
        'ul',
        { class: 'rows', 'data-key': 'lines' },
        ...items.map(({ lineId, quantity, name, status: line, total: price, customizations }) =>
          h(
            'li',
            { 'data-key': lineId },
            h('span', {}, `${quantity} × ${name}`, customizations.length > 0 && h('small', {}, ` ${customizations.join(', ')}`)),
            h('span', { class: 'muted' }, t(`line.${line}`)),
            h('span', {}, money(price, currency)),
          ),
        ),
        h('li', { 'data-key': 'total' }, h('strong', {}, t('receipt.total')), h('strong', {}, money(total, currency))),
      ),
      ...priceLines(order, currency),
      h('p', { 'data-key': 'paid' }, t('search.paid', { status: t(`payment.${payment.status}`), captured: money(payment.captured ?? 0, currency), refunded: money(payment.refunded ?? 0, currency) })),
      payment.captured > 0 && h('div', { class: 'row', 'data-key': 'receipt' }, h('button', { type: 'button', class: 'quiet', 'data-action': 'printOrder', 'data-value': order.orderId }, t('receipt.print'))),
      this.#refundForm(order, currency),
      h('h4', { 'data-key': 'history-head' }, t('search.history')),
      h(
        'ol',
        { class: 'history', 'data-key': 'history' },
        ...history.map(({ at, text, byName, orderVersion }) =>
          h('li', { 'data-key': `v${orderVersion}` }, h('time', { datetime: at }, whenOf(at)), h('span', { lang: 'en' }, text), byName && h('small', {}, byName)),
        ),
      ),
    ];
  }

  #refundForm({ orderId, orderNumber, payment }, currency) {
    const sent = this.#sent.get(orderId);
    if (sent !== undefined) return h('p', { class: 'notice', 'data-key': `sent-${orderId}` }, t('refund.sent', { amount: money(sent, currency) }));
    const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code', useGrouping: false });
    const most = format.format(Math.max(0, (payment.captured ?? 0) - (payment.refunded ?? 0))).replace(/[^\d.]/g, '');
    if (Number(most) === 0) return null;
    if (this.#asks?.orderId === orderId) {
      const words = t('refund.sure', { amount: money(this.#asks.amount, currency), number: orderNumber });
      return h(
        'div',
        { class: 'row', 'data-key': `sure-${orderId}` },
        h('strong', {}, words),
        h('button', { type: 'button', class: 'primary', 'data-action': 'refund' }, t('refund.yes')),
        h('button', { type: 'button', class: 'quiet', 'data-action': 'keepMoney', 'data-focus': true }, t('refund.no')),
      );
    }
    const step = String(10 ** -format.resolvedOptions().maximumFractionDigits);
    return h(
      'form',
      { class: 'search', 'data-refund': true, 'data-key': `refund-${orderId}` },
      h('label', { class: 'field' }, h('span', {}, t('refund.amount')), h('input', { name: 'amount', type: 'number', min: step, max: most, step, value: most, required: true, inputmode: 'decimal' })),
      h('label', { class: 'field' }, h('span', {}, t('refund.reason')), h('input', { name: 'reason', required: true, maxlength: '200', autocomplete: 'off' })),
      h('button', {}, t('refund.give')),
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
