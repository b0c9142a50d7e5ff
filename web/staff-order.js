// An order that the staff takes for a guest: the guest's menu and dishes in a dialog, for a bill, a table or to take away. Fetched when it is first asked for.
import { allergiesOf, allergiesView } from './allergies.js';
import { Basket } from './basket.js';
import { linesView } from './basket-view.js';
import { billName } from './bill-work.js';
import { coursesOffered } from './courses.js';
import { h, patch } from './dom.js';
import { priceItem, showItem, wishesOf } from './item-form.js';
import { languageInUse, money, t } from './language.js';
import { menuView } from './menu-view.js';
import { problemNotice } from './notices.js';

export class StaffOrder {
  #cafe;
  #token;
  #ask;
  #onOrdered;
  #title = h('h3', { id: 'order-for-title', tabindex: '-1' });
  #told = h('div', { role: 'alert' });
  #parts = h('div', { class: 'stack' });
  #dish = h('form', { method: 'dialog', class: 'stack' });
  #dishDialog = h('dialog', { 'aria-describedby': 'order-for-met' }, this.#dish);
  #dialog = h('dialog', { class: 'order-for', 'aria-labelledby': 'order-for-title' }, h('div', { class: 'stack' }, this.#title, this.#parts, this.#told), this.#dishDialog);
  #bill;
  #menu;
  #basket = new Basket();
  #allergies = [];
  #table = '';
  #problem = null;
  #warnings = [];
  #isOrdering = false;

  /**
   * @param cafe the café whose menu it is
   * @param token() → a token of who works
   * @param ask(type, data) → the answer of a command; what is refused is thrown
   * @param onOrdered(number) is told the number of each order
   */
  constructor(cafe, token, ask, onOrdered) {
    this.#cafe = cafe;
    this.#token = token;
    this.#ask = ask;
    this.#onOrdered = onOrdered;
    document.querySelector('main').append(this.#dialog);
    this.#listen();
  }

  /**
   * Asks what a guest wants. What was begun for the same guest and not ordered is still there.
   * @param bill the bill that it goes on; undefined for an order that is paid by itself
   */
  async open(bill) {
    if (bill?.billId !== this.#bill?.billId) this.#begin();
    this.#bill = bill;
    this.#problem = null;
    this.#warnings = [];
    this.#menu = await this.#cafe.loadMenu(this.#token(), languageInUse());
    this.#render();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#title.focus();
  }

  /** Asks no more, and forgets what was begun. */
  close() {
    this.#begin();
    this.#dishDialog.close();
    this.#dialog.close();
  }

  #begin() {
    this.#basket.clear();
    this.#allergies = [];
    this.#table = '';
  }

  #listen() {
    const actions = {
      open: (itemId) => this.#openItem(itemId),
      more: (key) => this.#basket.change(key, 1),
      less: (key) => this.#basket.change(key, -1),
      send: () => this.#order(),
      leave: () => this.#dialog.close(),
      dismiss: () => (this.#problem = null),
    };
    this.#dialog.addEventListener('click', ({ target }) => {
      const button = target.closest('button[data-action]');
      if (!button) return;
      actions[button.dataset.action](button.dataset.value);
      this.#render();
    });
    this.#dialog.addEventListener('change', ({ target }) => {
      if (target.name === 'allergy') this.#allergies = allergiesOf(this.#parts);
      else if (target.name === 'course') this.#basket.setCourse(target.dataset.line, Number(target.value));
      else if (target.name === 'guestTable') this.#table = target.value;
      else return;
      this.#render();
    });
    this.#dish.addEventListener('input', () => priceItem(this.#dish, this.#menu));
    this.#dish.addEventListener('submit', ({ submitter }) => {
      if (submitter?.value !== 'add') return;
      this.#basket.add(this.#dish.dataset.item, wishesOf(this.#dish), Number(this.#dish.elements.quantity.value));
      this.#render();
    });
  }

  #openItem(itemId) {
    const item = this.#menu.items.find((each) => each.itemId === itemId);
    showItem(this.#dish, this.#menu, item, this.#allergies);
    // The guest's own form of the page may have the same heading and the same warning.
    this.#dish.querySelector('#item-title').removeAttribute('id');
    this.#dish.querySelector('#item-met').id = 'order-for-met';
    this.#dishDialog.setAttribute('aria-label', item.name);
    this.#dishDialog.showModal();
  }

  // A bill of no table belongs to somebody who takes it away, or stands at the bar.
  get #tableNumber() {
    return this.#bill ? this.#bill.tableNumber : this.#table;
  }

  get #orderType() {
    return this.#tableNumber ? 'dine-in' : 'takeaway';
  }

  async #order() {
    const orderType = this.#orderType;
    const data = {
      cafeId: this.#cafe.id,
      items: this.#basket.toItems(coursesOffered(this.#menu, orderType)),
      orderType,
      ...(this.#bill ? { billId: this.#bill.billId } : { paymentMethod: 'cash' }),
      ...(this.#tableNumber && { tableNumber: this.#tableNumber }),
      ...(this.#allergies.length > 0 && { allergies: this.#allergies }),
      expectedTotal: this.#basket.total(this.#menu, orderType),
    };
    this.#problem = null;
    this.#isOrdering = true;
    try {
      const { result } = await this.#ask('order_create', data);
      this.#begin();
      this.#warnings = result?.warnings ?? [];
      this.#onOrdered(result?.orderNumber ?? '');
      // What its guest cannot eat has to be read before anything else.
      if (this.#warnings.length === 0) this.#dialog.close();
    } catch (problem) {
      this.#problem = problem;
      // It costs something else than is shown here.
      if (problem.current) this.#menu = await this.#cafe.loadMenu(this.#token(), languageInUse()).catch(() => this.#menu);
    }
    this.#isOrdering = false;
    this.#render();
    this.#told.scrollIntoView({ block: 'nearest' });
  }

  #render() {
    const { currency, tables } = this.#menu;
    patch(this.#title, [this.#bill ? t('staff.orderFor.bill', { bill: billName(this.#bill) }) : t('staff.orderFor')]);
    patch(this.#told, [problemNotice(this.#problem), ...this.#warnings.map(({ message }) => h('p', { class: 'allergy', lang: 'en' }, `⚠ ${message}`))].flat());
    patch(this.#parts, [
      !this.#bill &&
        h(
          'label',
          { class: 'field', 'data-key': 'table' },
          h('span', {}, t('guest.where')),
          h('select', { name: 'guestTable' }, h('option', { value: '' }, t('guest.takeaway')), ...tables.map((table) => h('option', { value: table, selected: table === this.#table }, t('staff.table', { number: table })))),
        ),
      h('div', { class: 'stack', 'data-key': 'menu' }, ...menuView(this.#menu)),
      h('div', { class: 'basket', 'data-key': 'basket' }, ...this.#basketView(currency)),
    ]);
  }

  #basketView(currency) {
    return [
      this.#basket.count > 0 && linesView(this.#menu, this.#basket, this.#orderType, this.#allergies),
      this.#basket.count > 0 && allergiesView(this.#allergies),
      h(
        'div',
        { class: 'row', 'data-key': 'ends' },
        h('button', { type: 'button', class: 'quiet', 'data-key': 'leave', 'data-action': 'leave' }, t('guest.back')),
        this.#basket.count > 0 &&
          h(
            'button',
            { type: 'button', class: 'primary', 'data-key': 'send', 'data-action': 'send', disabled: this.#isOrdering },
            t('guest.order', { price: money(this.#basket.total(this.#menu, this.#orderType), currency) }),
          ),
      ),
    ];
  }
}
