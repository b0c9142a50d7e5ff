// The bills that are open, for the staff: read anew whenever one has changed, and paid in cash. docs/protocol.md §5, "Bills".
import { h } from './dom.js';
import { discountView } from './discount-form.js';
import { age, money, t } from './language.js';
import { priceLines } from './price-lines.js';

const pause = 300;

export class OpenBills {
  #cafe;
  #token;
  #onChange;
  #timer = 0;
  #reads = 0;
  #left = false;
  #currency;
  #bills = [];

  /**
   * @param cafe the café whose bills they are
   * @param token() → a token of somebody who works here
   * @param onChange() is called when there are others than before
   */
  constructor(cafe, token, onChange) {
    this.#cafe = cafe;
    this.#token = token;
    this.#onChange = onChange;
  }

  /** Reads them again, soon: something of them may have changed. */
  soon() {
    this.#timer ||= setTimeout(() => this.#read(), pause);
  }

  /** Reads no more. */
  leave() {
    this.#left = true;
    clearTimeout(this.#timer);
  }

  /** The command that says that all that is due of a bill was taken in cash; for what is shown, or not at all. */
  payment(billId) {
    const { due, cashDue, billVersion } = this.#bills.find((bill) => bill.billId === billId);
    return { billId, method: 'cash', amount: cashDue ?? due, expectedVersion: billVersion, cafeId: this.#cafe.id };
  }

  /**
   * What is shown of them; nothing where none is open.
   * @param rules what the café lets its staff take off prices; null before that is known
   * @param isManager whether who works may take off anything
   */
  view(rules, isManager) {
    if (this.#bills.length === 0) return [];
    return [
      h('h3', { id: 'bills-title' }, t('staff.bills')),
      h('ul', { class: 'stack', 'aria-labelledby': 'bills-title' }, ...this.#bills.map((bill) => this.#card(bill, rules, isManager))),
    ];
  }

  #card(bill, rules, isManager) {
    const where = bill.tableNumber ? t('staff.table', { number: bill.tableNumber }) : '';
    const rounds = bill.orders.filter(({ status }) => status !== 'cancelled').map(({ orderNumber }) => orderNumber);
    return h(
      'li',
      { 'data-key': bill.billId, class: 'ticket unpaid' },
      h('header', {}, h('h4', {}, bill.billNumber), h('span', { class: 'age', 'data-since': bill.openedAt }, age(bill.openedAt))),
      h('p', { class: 'muted' }, h('bdi', {}, [where, bill.name].filter(Boolean).join(' · '))),
      rounds.length > 0 && h('p', {}, rounds.join(', ')),
      bill.paid > 0 && h('p', { class: 'muted' }, t('staff.billPaid', { paid: money(bill.paid, this.#currency), total: money(bill.total, this.#currency) })),
      bill.due > 0 &&
        h(
          'button',
          { type: 'button', class: 'primary', 'data-action': 'payBill', 'data-value': bill.billId },
          t('staff.takeCash', { amount: money(bill.cashDue ?? bill.due, this.#currency) }),
        ),
      ...priceLines(bill, this.#currency),
      rules && discountView({ billId: bill.billId }, bill.discounts, rules, isManager),
    );
  }

  async #read() {
    this.#timer = 0;
    const read = ++this.#reads;
    try {
      const { bills, currency } = await this.#cafe.loadBills(this.#token());
      // An answer that was overtaken says nothing new.
      if (this.#left || read !== this.#reads) return;
      this.#currency = currency;
      this.#bills = bills.filter(({ status }) => status === 'open').reverse();
      this.#onChange();
    } catch {
      // The next change, or the next time that the line is live, reads them again.
    }
  }
}
