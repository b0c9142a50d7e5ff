// The staff's side: who works, and the tickets of their counters.
import { Announcements } from './announcements.js';
import { unchargeOf } from './bill-work.js';
import { Breaks } from './breaks.js';
import { discountBack, discountOf } from './discount-form.js';
import { h, patch } from './dom.js';
import { age, onChange, t } from './language.js';
import { problemNotice, showFreshness } from './notices.js';
import { OpenBills } from './open-bills.js';
import { Stock } from './stock.js';
import { ticketCard } from './ticket-card.js';
import { TicketStation } from './ticket-station.js';
import { voucherNews, voucherPayment } from './voucher-form.js';

const menuChanges = new Set(['item_availability_changed', 'menu_changed']);

export class Staff {
  #root = document.querySelector('#staff');
  #source;
  #station;
  #onPerson;
  #stock;
  #bills;
  #order = null;
  #breaks;
  #announcements = new Announcements();
  #cancelling = null;
  #news = '';

  /**
   * @param source where people work and how they sign in: {cafe, people, signIn(person)}
   * @param person who works at first
   * @param options frames: the list its frames go to, if they are shown; onPerson(person): told who works now
   */
  constructor(source, person, { frames, onPerson } = {}) {
    this.#source = source;
    this.#onPerson = onPerson;
    this.#station = new TicketStation(source, {
      place: 'staff',
      frames,
      show: () => this.#render(),
      onLive: () => {
        this.#stock.soon();
        this.#bills.soon();
        this.#breaks.soon();
      },
      keep: () => this.#announcements.kept,
      restore: (kept) => (this.#announcements = new Announcements(kept)),
      onMessage: (message, ticket) => this.#heard(message, ticket),
    });
    this.#listen();
    onChange(() => this.#render());
    setInterval(() => this.#tick(), 1000);
    this.#become(person);
  }

  /** Cuts its line. */
  drop() {
    this.#station.drop();
  }

  /** Sends text as it is. */
  send(text) {
    this.#station.send(text);
  }

  #become(person) {
    this.#onPerson?.(person);
    this.#stock?.leave();
    this.#bills?.leave();
    this.#order?.close();
    // Who begins to cover, or ends, is the same person with other counters.
    if (person.user !== this.#station.person?.user) this.#watchBreaks(person);
    this.#bills = new OpenBills(
      this.#source.cafe,
      () => this.#station.token,
      () => this.#station.changed(),
    );
    this.#stock = new Stock(
      this.#source.cafe,
      () => this.#station.token,
      () => this.#station.changed(),
    );
    this.#station.become(person);
    this.#render();
  }

  #watchBreaks(person) {
    this.#breaks?.leave();
    this.#breaks = new Breaks(
      this.#source.cafe,
      () => this.#station.token,
      person.user,
      () => this.#cover(this.#station.person),
    );
  }

  // Who covers somebody's break works at their counters, too, for as long as it lasts.
  #cover(person) {
    const own = person.own ?? person.counters;
    const counters = [...new Set([...own, ...this.#breaks.covered])];
    if (counters.length !== person.counters.length || counters.some((id) => !person.counters.includes(id))) this.#become({ ...person, own, counters });
    else this.#station.changed();
  }

  #heard(message, ticket) {
    const { type, data } = message;
    this.#breaks.hear(message);
    this.#announcements.hear(message);
    if (menuChanges.has(type)) this.#stock.soon();
    if (type === 'bill_changed') this.#bills.soon();
    if (type === 'order_total_changed') this.#station.waiting.soon();
    if (type === 'voucher_changed') this.#news = voucherNews(data);
    if (ticket && type === 'order_assigned') this.#news = t('news.order_assigned', { number: ticket.number });
  }

  #listen() {
    const station = this.#station;
    const actions = {
      start: (key) => station.step(key, 'preparing'),
      ready: (key) => station.ready(key),
      recall: (key) => station.step(key, 'preparing', 'To be made again'),
      // One tap asks, the second one cancels: a whole order is more than an item that ran out.
      cancel: (key) => (this.#cancelling = key),
      keep: () => (this.#cancelling = null),
      cancelSurely: (key) => this.#cancel(key),
      soldOut: (itemId) => station.soldOut(itemId),
      reopen: (orderId) => station.reopen(orderId),
      remake: (orderId) => station.remake(orderId),
      fire: (orderId) => station.fire(orderId),
      fireCourse: (orderId, { course }) => station.fireCourse(orderId, Number(course)),
      holdCourse: (orderId, { course }) => station.holdCourse(orderId, Number(course)),
      onSale: (what) => station.command('item_availability_update', this.#stock.back(what)),
      line: (key, { line }) => station.tapLine(key, line),
      orderFor: (billId) => this.#quietly(this.#orderFor(this.#bills.find(billId))),
      payBill: (billId) => station.command('bill_pay', this.#bills.payment(billId)),
      showLines: (billId) => this.#quietly(this.#bills.open(billId)),
      printBill: (billId, { payment }) => this.#quietly(this.#bills.print(billId, payment)),
      takeCash: (orderId) => station.takeCash(orderId),
      discountBack: (appliedId, of) => this.#changePrice('discount_remove', discountBack(appliedId, of)),
      clockIn: () => this.#clock('employee_clock_in'),
      breakEnd: () => this.#clock('break_end'),
      heardIt: (announcementId) => this.#announcements.dismiss(announcementId),
      clockOut: () => this.#clock('employee_clock_out'),
      signOut: () => this.#signOut(),
      dismiss: () => (station.problem = null),
      hurry: () => station.hurry(),
    };
    this.#root.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-action]');
      if (!button) return;
      actions[button.dataset.action](button.dataset.value, button.dataset);
      station.changed();
    });
    this.#root.addEventListener('submit', (event) => {
      event.preventDefault();
      const form = event.target;
      if ('stock' in form.dataset) station.command('item_availability_update', this.#stock.update(form, event.submitter?.value === 'out'));
      else if ('voucher' in form.dataset) station.command('voucher_pay', voucherPayment(form));
      else if ('bill' in form.dataset) this.#workOnBill(form, event.submitter);
      else if ('break' in form.dataset) station.command(...this.#breaks.command(form));
      else if ('note' in form.dataset) station.write(form);
      else if ('discount' in form.dataset) this.#discount(form);
      else if ('uncharge' in form.dataset) this.#changePrice('service_charge_remove', unchargeOf(form));
      else station.handOver(form);
    });
    this.#root.querySelector('#people')?.addEventListener('change', ({ target }) => {
      this.#become(this.#source.people.find(({ user }) => user === target.value));
    });
  }

  async #workOnBill(form, submitter) {
    const isDone = await this.#station.command(...this.#bills.command(form, submitter));
    // The next payment has a tip of its own, and the next bill a guest.
    if (isDone && form.elements.tip) form.elements.tip.value = '';
    if (isDone && form.dataset.does === 'open') form.reset();
  }

  /** What it takes to order is fetched when somebody orders here for the first time. */
  async #orderFor(bill) {
    const { StaffOrder } = await import('./staff-order.js');
    this.#order ??= new StaffOrder(
      this.#source.cafe,
      () => this.#station.token,
      (type, data) => this.#station.ask(type, data),
      (number) => this.#ordered(number),
    );
    await this.#order.open(bill);
  }

  #ordered(number) {
    this.#news = t('staff.ordered', { number });
    this.#station.waiting.soon();
    this.#station.changed();
  }

  async #discount(form) {
    if (await this.#changePrice('discount_apply', discountOf(form))) form.reset();
  }

  /** Another price of an order or a bill of this café. */
  #changePrice(type, data) {
    return this.#station.command(type, { ...data, cafeId: this.#source.cafe.id });
  }

  // What could not be read is told like any other problem.
  async #quietly(reading) {
    try {
      await reading;
    } catch (problem) {
      this.#station.problem = problem;
      this.#station.changed();
    }
  }

  #cancel(key) {
    this.#cancelling = null;
    return this.#station.cancel(key);
  }

  #tick() {
    for (const element of this.#root.querySelectorAll('[data-since]')) element.textContent = age(element.dataset.since);
    this.#station.tick();
  }

  #render() {
    const at = (id) => this.#root.querySelector(id);
    const { person, isManager, waiting, coming, handedOver, problem, inOrder: tickets } = this.#station;
    const toDo = tickets.length + waiting.count;
    const view = { isManager, showsCounter: person.counters.length > 1, cancelling: this.#cancelling };
    showFreshness(this.#root, at('#staff-line'), this.#station, person.user);
    if (at('#people')) patch(at('#people'), [h('legend', { class: 'hidden' }, t('staff.who')), ...this.#source.people.map((each) => this.#choice(each))]);
    if (at('#clock')) patch(at('#clock'), this.#clockView());
    patch(at('#staff-news'), [this.#news]);
    patch(at('#staff-told'), this.#announcements.view());
    if (at('#breaks')) patch(at('#breaks'), this.#breaks.view());
    patch(at('#staff-problem'), problemNotice(problem));
    patch(at('#waiting'), waiting.view(this.#stock.discounts, isManager));
    patch(at('#bills'), this.#bills.view(this.#stock.discounts, isManager));
    patch(at('#coming'), coming.view());
    patch(at('#handed-over'), handedOver.view());
    patch(at('#stock'), this.#stock.view());
    patch(at('#tickets'), tickets.map((ticket) => ticketCard(ticket, view)).concat(toDo > 0 ? [] : h('p', { class: 'empty' }, t('staff.empty'))));
    const tab = document.querySelector('[data-show=staff]');
    if (tab) tab.dataset.badge = toDo || '';
  }

  #clockView() {
    const atWork = this.#station.person.status === 'clocked_in';
    return [
      h('p', { class: atWork ? 'muted' : 'notice' }, t(atWork ? 'staff.atWork' : 'staff.notAtWork')),
      h(
        'button',
        { type: 'button', class: atWork ? 'quiet' : 'primary', 'data-action': atWork ? 'clockOut' : 'clockIn' },
        t(atWork ? 'staff.clockOut' : 'staff.clockIn'),
      ),
      h('button', { type: 'button', class: 'quiet', 'data-action': 'signOut' }, t('staff.signOut')),
    ];
  }

  #clock(type) {
    return this.#station.command(type, { cafeId: this.#source.cafe.id });
  }

  async #signOut() {
    this.#station.end();
    this.#stock.leave();
    this.#bills.leave();
    this.#order?.close();
    this.#breaks.leave();
    await this.#source.signOut();
  }

  #choice({ user, name, place }) {
    return h(
      'label',
      { class: 'person', 'data-key': user },
      h('input', { type: 'radio', name: 'person', value: user, checked: user === this.#station.person.user }),
      h('span', {}, h('strong', {}, name), h('small', {}, place || t('staff.manager'))),
    );
  }
}
