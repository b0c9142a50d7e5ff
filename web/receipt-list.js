// The receipts of a day, for managers: of orders that were paid by themselves and of bills, found and printed. docs/protocol.md §5, §10.
import { billReceipt } from './bill-receipt.js';
import { midnight, today } from './cafe-time.js';
import { h } from './dom.js';
import { fullTime, money, t } from './language.js';
import { orderReceipt } from './order-receipt.js';
import { printAlone } from './paper.js';
import { hasPaper, refundReceipt } from './refund-receipt.js';

// A day of a busy café, and an end for one that never ends.
const mostPages = 30;

export class ReceiptList {
  #cafe;
  #token;
  #onChange;
  #onProblem;
  #found = null;
  #reads = 0;

  /**
   * @param cafe the café whose receipts they are
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

  /** Looks for those of the day that the form names; only the last search counts. */
  find(form) {
    const { day, number } = form.elements;
    const nth = ++this.#reads;
    return this.#do(async () => {
      const found = await this.#read(midnight(day.value), midnight(day.value, 1), number.value.trim());
      if (nth === this.#reads) this.#found = found;
    });
  }

  /** Prints the receipt of an order; of its bill, where it was paid with one that is still known. */
  printOrder(orderId) {
    return this.#do(async () => {
      const order = await this.#cafe.loadOrder(this.#token(), orderId);
      const { bills } = order.billId ? await this.#cafe.loadBills(this.#token()) : { bills: [] };
      const bill = bills.find(({ billId }) => billId === order.billId);
      if (bill) await this.#paperOf(bill);
      else printAlone(orderReceipt(order, await this.#cafe.loadMenu(this.#token())));
    });
  }

  /** Prints the receipt of a bill that was found, or of one of its payments. */
  printBill(billId, paymentId) {
    const bill = this.#found?.bills.find((one) => one.billId === billId);
    // Another list came while the finger was on its way.
    return bill && this.#do(() => this.#paperOf(bill, paymentId));
  }

  /** Prints the paper of a refund of an order. */
  printRefund(orderId, refundId) {
    return this.#do(async () => {
      const [{ orderNumber, payment }, menu] = await Promise.all([this.#cafe.loadOrder(this.#token(), orderId), this.#cafe.loadMenu(this.#token())]);
      const refund = payment.refunds?.find((one) => one.refundId === refundId);
      if (refund) printAlone(refundReceipt(refund, orderNumber, menu));
    });
  }

  /** What is shown. */
  view() {
    return [this.#form(), this.#found && this.#list(this.#found)];
  }

  async #paperOf(bill, paymentId) {
    printAlone(billReceipt(await this.#cafe.loadReceipt(this.#token(), bill.billId), paymentId, bill));
  }

  async #read(from, to, number) {
    const [orders, { bills, currency }] = await Promise.all([this.#ordersOf(from, to), this.#cafe.loadBills(this.#token())]);
    const isOfDay = (moment) => new Date(moment) >= new Date(from) && new Date(moment) < new Date(to);
    const is = matcher(number);
    // What is on a bill that is known is on the receipt of that; a bill that came to nothing has none.
    const known = new Set(bills.map(({ billId }) => billId));
    return {
      currency,
      all: orders,
      bills: bills.filter(({ openedAt, closedAt, billNumber, payments = [], orders: rounds, total }) => total > 0 && isOfDay(closedAt ?? openedAt) && is(billNumber, ...rounds.map(({ orderNumber }) => orderNumber), ...payments.map(({ receiptNumber }) => receiptNumber))),
      orders: orders.filter(({ billId, orderNumber, payment: { captured, receiptNumber, refunds = [] } }) => captured > 0 && !known.has(billId) && is(orderNumber, receiptNumber, ...refunds.map((one) => one.receiptNumber))),
    };
  }

  async #ordersOf(from, to) {
    const orders = [];
    let cursor;
    let pages = 0;
    do {
      const page = await this.#cafe.findOrders(this.#token(), { from, to, limit: '100', cursor });
      orders.push(...page.orders);
      cursor = page.nextCursor;
    } while (cursor && ++pages < mostPages);
    return orders;
  }

  #form() {
    const field = (word, input) => h('label', { class: 'field' }, h('span', {}, t(word)), input);
    return h(
      'form',
      { class: 'search', 'data-receipts': true, 'data-key': 'form', role: 'search', 'aria-label': t('manager.receipts') },
      field('receipts.day', h('input', { name: 'day', type: 'date', value: today(), required: true })),
      field('receipts.number', h('input', { name: 'number', autocomplete: 'off', maxlength: '20', inputmode: 'numeric' })),
      h('button', { class: 'primary' }, t('receipts.find')),
    );
  }

  #list({ all, bills, orders, currency }) {
    if (bills.length + orders.length === 0) return h('p', { class: 'muted', 'data-key': 'none' }, t('receipts.none'));
    return h(
      'ul',
      { class: 'rows', 'data-key': 'found' },
      ...bills.map(({ billId, billNumber, openedAt, closedAt, total, payments = [] }) =>
        rowOf(billId, billNumber, closedAt ?? openedAt, money(total, currency), [
          printButton(t('receipt.print'), billNumber, { action: 'printBill', value: billId }),
          ...(payments.length > 1 ? payments : []).map(({ paymentId, amount }) => printButton(t('receipt.printPart', { amount: money(amount, currency) }), billNumber, { action: 'printBill', value: billId, payment: paymentId })),
          ...all.filter((order) => order.billId === billId).flatMap((order) => refundButtons(order, currency)),
        ]),
      ),
      ...orders.map((order) => {
        const { orderId, orderNumber, createdAt, total, payment: { receiptNumber } } = order;
        return rowOf(orderId, [orderNumber, receiptNumber && t('receipt.number', { number: receiptNumber })].filter(Boolean).join(' · '), createdAt, money(total, currency), [
          printButton(t('receipt.print'), orderNumber, { action: 'printOrder', value: orderId }),
          ...refundButtons(order, currency),
        ]);
      }),
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

function rowOf(key, name, at, amount, buttons) {
  return h('li', { 'data-key': key }, h('span', {}, name), h('span', { class: 'muted' }, fullTime(at)), h('strong', {}, amount), h('span', { class: 'row' }, ...buttons));
}

function refundButtons({ orderId, orderNumber, payment: { refunds = [] } }, currency) {
  return refunds
    .filter(hasPaper)
    .map(({ refundId, amount }) => printButton(t('receipt.printRefund', { amount: money(amount, currency) }), orderNumber, { action: 'printRefund', value: orderId, payment: refundId }));
}

function printButton(words, number, { action, value, payment }) {
  return h('button', { type: 'button', class: 'quiet', 'data-key': payment ?? action, 'data-action': action, 'data-value': value, 'data-payment': payment, 'aria-label': `${words}: ${number}` }, words);
}

// Whether one of the numbers is the one that is looked for, as people say it: 42 is ORD-000042.
function matcher(text) {
  const wanted = digits(text);
  if (wanted === null) return () => true;
  return (...numbers) => numbers.some((one) => one !== undefined && digits(one) === wanted);
}

function digits(text) {
  const found = String(text).replace(/\D/g, '');
  return found === '' ? null : Number(found);
}
