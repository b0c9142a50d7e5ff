// The bills that are open, for the staff: read anew whenever one has changed, opened, moved, divided, and paid whole or in parts. docs/protocol.md §5, "Bills".
import { billParts, paymentOf, splitOf } from './bill-parts.js';
import { billReceipt } from './bill-receipt.js';
import { openForm, workForms, workOf } from './bill-work.js';
import { h } from './dom.js';
import { discountView } from './discount-form.js';
import { age, money, t } from './language.js';
import { printAlone } from './paper.js';
import { priceLines } from './price-lines.js';
import { voucherForm } from './voucher-form.js';

const pause = 300;
const shownPaid = 3;

export class OpenBills {
  #cafe;
  #token;
  #onChange;
  #timer = 0;
  #reads = 0;
  #left = false;
  #currency;
  #bills = [];
  #paid = [];
  #receipts = new Map();
  #takesVouchers = false;
  #cashRounding;
  #menu = null;
  #people = [];

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
    const { due, cashDue, billVersion } = this.find(billId);
    return { billId, method: 'cash', amount: cashDue ?? due, expectedVersion: billVersion, cafeId: this.#cafe.id };
  }

  /** The command that a form of a bill asks for: [type, data]; for what is shown, or not at all. */
  command(form, submitter) {
    const { does } = form.dataset;
    const cafeId = this.#cafe.id;
    if (does === 'open') return this.#worked(form, { cafeId });
    const bill = this.find(form.dataset.bill);
    const base = { billId: bill.billId, expectedVersion: bill.billVersion, cafeId };
    if (does === 'pay') return ['bill_pay', { ...base, ...paymentOf(form, bill, this.#cashRounding) }];
    return does === 'split' ? ['bill_split', { ...base, ...splitOf(form, submitter) }] : this.#worked(form, base);
  }

  /** The bill with an id, as it is shown; undefined where it is none of those that are open. */
  find(billId) {
    return this.#bills.find((bill) => bill.billId === billId);
  }

  /** Reads the lines of a bill, to divide it by them. */
  async open(billId) {
    this.#receipts.set(billId, await this.#cafe.loadReceipt(this.#token(), billId));
    this.#onChange();
  }

  /** Prints the receipt of a bill, or of one of its payments. */
  async print(billId, paymentId) {
    const bill = this.find(billId) ?? this.#paid.find((one) => one.billId === billId);
    printAlone(billReceipt(await this.#cafe.loadReceipt(this.#token(), billId), paymentId, bill));
  }

  /**
   * What is shown of them; nothing where none is open and none was paid lately.
   * @param rules what the café lets its staff take off prices; null before that is known
   * @param isManager whether who works may take off anything
   */
  view(rules, isManager) {
    return [
      this.#menu && this.#beginnings(),
      this.#bills.length > 0 && h('h3', { id: 'bills-title' }, t('staff.bills')),
      this.#bills.length > 0 && h('ul', { class: 'stack', 'aria-labelledby': 'bills-title' }, ...this.#bills.map((bill) => this.#card(bill, rules, isManager))),
      this.#paid.length > 0 &&
        h(
          'details',
          { class: 'paid-bills' },
          h('summary', {}, t('staff.paidBills')),
          h('ul', { class: 'stack' }, ...this.#paid.map((bill) => h('li', { 'data-key': bill.billId }, h('p', {}, `${bill.billNumber} · ${money(bill.total, this.#currency)}`), this.#prints(bill)))),
        ),
    ];
  }

  // What begins something new: an order for somebody, and a bill where the café keeps bills.
  #beginnings() {
    const { bills, tables } = this.#menu;
    return [
      h('button', { type: 'button', class: 'quiet', 'data-key': 'order-for', 'data-action': 'orderFor', 'data-value': '' }, t('staff.orderFor')),
      bills && bills !== 'nobody' && openForm(tables),
    ];
  }

  #card(bill, rules, isManager) {
    const where = bill.tableNumber ? t('staff.table', { number: bill.tableNumber }) : '';
    const whose = this.#people.find(({ employeeId }) => employeeId === bill.employeeId)?.name;
    const rounds = bill.orders.filter(({ status }) => status !== 'cancelled').map(({ orderNumber }) => orderNumber);
    return h(
      'li',
      { 'data-key': bill.billId, class: 'ticket unpaid' },
      h('header', {}, h('h4', {}, bill.billNumber), h('span', { class: 'age', 'data-since': bill.openedAt }, age(bill.openedAt))),
      h('p', { class: 'muted' }, h('bdi', {}, [where, bill.name, whose].filter(Boolean).join(' · '))),
      rounds.length > 0 && h('p', {}, rounds.join(', ')),
      h('button', { type: 'button', class: 'quiet', 'data-key': 'order-on', 'data-action': 'orderFor', 'data-value': bill.billId }, t('staff.orderOn')),
      bill.paid > 0 && h('p', { class: 'muted' }, t('staff.billPaid', { paid: money(bill.paid, this.#currency), total: money(bill.total, this.#currency) })),
      bill.due > 0 &&
        h(
          'button',
          { type: 'button', class: 'primary', 'data-action': 'payBill', 'data-value': bill.billId },
          t('staff.takeCash', { amount: money(bill.cashDue ?? bill.due, this.#currency) }),
        ),
      ...priceLines(bill, this.#currency),
      rules && discountView({ billId: bill.billId }, bill.discounts, rules, isManager),
      bill.due > 0 && this.#takesVouchers && voucherForm({ billId: bill.billId }, bill.due, this.#currency),
      bill.due > 0 && billParts(bill, this.#currency, this.#receipts.get(bill.billId)),
      this.#menu && workForms(bill, this.#bills.filter((other) => other !== bill), this.#people, this.#menu.tables, isManager),
      rounds.length > 0 && this.#prints(bill),
    );
  }

  #prints(bill) {
    const button = (paymentId, words) => h('button', { type: 'button', class: 'quiet', 'data-action': 'printBill', 'data-value': bill.billId, 'data-payment': paymentId }, words);
    return h(
      'div',
      { class: 'row' },
      button(undefined, t('receipt.print')),
      ...(bill.payments ?? []).map(({ paymentId, amount }) => button(paymentId, t('receipt.printPart', { amount: money(amount, this.#currency) }))),
    );
  }

  #worked(form, base) {
    const [type, data] = workOf(form);
    return [type, { ...base, ...data }];
  }

  async #read() {
    this.#timer = 0;
    const read = ++this.#reads;
    try {
      const token = this.#token();
      const [{ bills, currency }, menu, { staff }] = await Promise.all([this.#cafe.loadBills(token), this.#cafe.loadMenu(token), this.#cafe.loadStaff(token)]);
      this.#menu = menu;
      this.#people = staff;
      this.#takesVouchers = menu.vouchers === true;
      this.#cashRounding = menu.cashRounding;
      // An answer that was overtaken says nothing new.
      if (this.#left || read !== this.#reads) return;
      this.#currency = currency;
      // Lines that were read stay as long as the bill is what it was.
      for (const bill of bills) {
        if (formOf(bill) !== formOf(this.find(bill.billId))) this.#receipts.delete(bill.billId);
      }
      this.#bills = bills.filter(({ status }) => status === 'open').reverse();
      this.#paid = bills.filter(({ status }) => status === 'paid').sort((a, b) => b.closedAt.localeCompare(a.closedAt)).slice(0, shownPaid);
      this.#onChange();
    } catch {
      // The next change, or the next time that the line is live, reads them again.
    }
  }
}

function formOf(bill) {
  return JSON.stringify([bill?.billVersion, bill?.orders]);
}
