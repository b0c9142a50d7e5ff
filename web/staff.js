// The staff's side: who works, and the tickets of their counters.
import { h, patch } from './dom.js';
import { age, onChange, t } from './language.js';
import { Memory } from './memory.js';
import { HandedOver } from './handed-over.js';
import { connectionLine, problemNotice } from './notices.js';
import { Session } from './session.js';
import { Stock } from './stock.js';
import { needsToBeSeen, nextOfLine, ticketCard } from './ticket-card.js';
import { applyToTickets, correctTickets, inOrder, ticketsOf } from './tickets.js';
import { WaitingOrders } from './waiting-orders.js';

// A manager may skip a step, and then says why.
const managerReason = 'Settled at the counter';

const atCounters = 'confirmed,preparing,ready';
const menuChanges = new Set(['item_availability_changed', 'menu_changed']);
const waitingChanges = new Set(['order_created', 'order_assigned', 'board_changed']);

export class Staff {
  #root = document.querySelector('#staff');
  #source;
  #frames;
  #onPerson;
  #person;
  #memory;
  #session;
  #tickets = {};
  #waiting;
  #stock;
  #handedOver = new HandedOver();
  #problem = null;
  #cancelling = null;
  #news = '';
  #scheduled = false;

  /**
   * @param source where people work and how they sign in: {cafe, people, signIn(person)}
   * @param person who works at first
   * @param options frames: the list its frames go to, if they are shown; onPerson(person): told who works now
   */
  constructor(source, person, { frames, onPerson } = {}) {
    this.#source = source;
    this.#frames = frames;
    this.#onPerson = onPerson;
    this.#listen();
    onChange(() => this.#render());
    setInterval(() => this.#tick(), 1000);
    this.#become(person);
  }

  /** Cuts its line. */
  drop() {
    this.#session.drop();
  }

  /** Sends text as it is. */
  send(text) {
    this.#session.sendRaw(text);
  }

  #become(person) {
    this.#session?.end();
    this.#memory?.leave();
    this.#waiting?.leave();
    this.#stock?.leave();
    this.#person = person;
    this.#onPerson?.(person);
    const { cafe } = this.#source;
    this.#memory = new Memory(`staff.${cafe.id}.${person.user}`, () => this.#kept());
    const saved = this.#memory.read();
    this.#tickets = saved?.tickets ?? {};
    this.#handedOver = new HandedOver(saved?.handedOver);
    this.#problem = null;
    this.#session = new Session({
      saved,
      authorise: () => this.#source.signIn(person),
      channels: channelsOf(cafe.id, person),
      load: (token) => cafe.loadOrders(token, atCounters),
      onLoaded: ({ orders }) => (this.#tickets = ticketsOf(orders, person.counters)),
      onFrame: (...frame) => this.#frames?.add(...frame),
      onMessage: (message) => this.#heard(message),
      onState: (state) => this.#turned(state),
      onLeft: (channel) => this.#leave(channel),
      onProblem: (problem) => this.#fail(problem),
    });
    this.#waiting = new WaitingOrders(
      cafe,
      () => this.#session.token,
      () => this.#changed(),
    );
    this.#stock = new Stock(
      cafe,
      () => this.#session.token,
      () => this.#changed(),
    );
    this.#session.open();
    this.#render();
  }

  #turned({ name }) {
    // From here on every order that comes is told, and every change of the menu.
    if (name === 'live') {
      this.#waiting.soon();
      this.#stock.soon();
    }
    this.#changed();
  }

  #heard(message) {
    if (waitingChanges.has(message.type)) this.#waiting.soon();
    if (menuChanges.has(message.type)) this.#stock.soon();
    if (message.type === 'employee_status_changed' && message.data.employeeId === this.#person.user) this.#person.status = message.data.status;
    this.#undo(message);
    const ticket = applyToTickets(this.#tickets, message);
    if (ticket && message.type === 'order_assigned') this.#news = t('news.order_assigned', { number: ticket.number });
    this.#changed();
  }

  // What is handed over leaves the tickets; what is opened again comes back to them.
  #undo({ type, data }) {
    const ticket = Object.values(this.#tickets).find(({ orderId }) => orderId === data.orderId);
    if (type === 'order_completed' && ticket) this.#handedOver.add(ticket);
    if (type === 'order_status_changed' && data.previousStatus === 'completed') {
      this.#handedOver.remove(data.orderId);
      this.#comeBack(data.orderId);
    }
  }

  async #comeBack(orderId) {
    try {
      const order = await this.#source.cafe.loadOrder(this.#session.token, orderId);
      if (order.status === 'ready') Object.assign(this.#tickets, ticketsOf([order], this.#person.counters));
      this.#changed();
    } catch (problem) {
      this.#fail(problem);
    }
  }

  #leave(channel) {
    for (const { key, counter } of Object.values(this.#tickets)) {
      if (channel === `counter:${counter}:orders`) delete this.#tickets[key];
    }
  }

  #listen() {
    const step = (key, status, reason) => {
      const { orderId, lines } = this.#tickets[key];
      return this.#command('order_status_update', { orderId, status, reason, ...(lines.some(needsToBeSeen) && { allergiesSeen: true }) });
    };
    const actions = {
      start: (key) => step(key, 'preparing'),
      ready: (key) => step(key, 'ready', this.#isManager ? managerReason : undefined),
      recall: (key) => step(key, 'preparing', 'To be made again'),
      // One tap asks, the second one cancels: a whole order is more than an item that ran out.
      cancel: (key) => (this.#cancelling = key),
      keep: () => (this.#cancelling = null),
      cancelSurely: (key) => this.#cancel(key),
      soldOut: (itemId) => this.#command('item_availability_update', { itemId, available: false, cafeId: this.#source.cafe.id }),
      reopen: (orderId) => this.#command('order_reopen', { orderId, reason: 'Not handed over' }),
      remake: (orderId) => this.#command('order_remake', { orderId, reason: 'To be made again' }),
      onSale: (what) => this.#command('item_availability_update', this.#stock.back(what)),
      line: (key, { line }) => this.#tapLine(this.#tickets[key], line),
      takeCash: (orderId) => this.#takeCash(orderId),
      clockIn: () => this.#clock('employee_clock_in'),
      clockOut: () => this.#clock('employee_clock_out'),
      signOut: () => this.#signOut(),
      dismiss: () => (this.#problem = null),
      hurry: () => this.#session.hurry(),
    };
    this.#root.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-action]');
      if (!button) return;
      actions[button.dataset.action](button.dataset.value, button.dataset);
      this.#changed();
    });
    this.#root.addEventListener('submit', (event) => {
      event.preventDefault();
      if ('stock' in event.target.dataset) this.#command('item_availability_update', this.#stock.update(event.target, event.submitter?.value === 'out'));
      else if ('note' in event.target.dataset) this.#write(event.target);
      else this.#handOver(event.target);
    });
    this.#root.querySelector('#people')?.addEventListener('change', ({ target }) => {
      this.#become(this.#source.people.find(({ user }) => user === target.value));
    });
  }

  get #isManager() {
    return this.#person.role === 'manager';
  }

  #tapLine(ticket, lineId) {
    const line = ticket.lines.find((each) => each.lineId === lineId);
    const seen = needsToBeSeen(line) && { allergiesSeen: true };
    this.#command('order_item_update', { orderId: ticket.orderId, lineId, status: nextOfLine[line.status], ...seen });
  }

  #cancel(key) {
    this.#cancelling = null;
    return this.#command('order_cancel', { orderId: this.#tickets[key].orderId, reason: 'item_unavailable' });
  }

  async #takeCash(orderId) {
    await this.#command('payment_record', this.#waiting.payment(orderId));
    this.#waiting.soon();
  }

  #handOver(form) {
    const ticket = this.#tickets[form.dataset.ticket];
    const pickupCode = form.elements.code?.value.trim() || undefined;
    const reason = this.#isManager && !pickupCode ? managerReason : undefined;
    const age = form.elements.age?.checked && { ageChecked: true };
    this.#command('order_status_update', { orderId: ticket.orderId, status: 'completed', pickupCode, reason, ...age });
  }

  async #write(form) {
    await this.#command('order_note_add', { orderId: form.dataset.note, message: form.elements.message.value });
    if (!this.#problem) form.reset();
  }

  async #command(type, data) {
    this.#problem = null;
    try {
      await this.#session.command(type, data);
    } catch (problem) {
      this.#fail(problem);
      // The order is not what this screen shows.
      if (problem.current) await this.#correct(data.orderId);
    }
  }

  async #correct(orderId) {
    const { token } = this.#session;
    try {
      correctTickets(this.#tickets, await this.#source.cafe.loadOrder(token, orderId));
      this.#changed();
    } catch {
      // It stays as it was told; the next refusal asks again.
    }
  }

  #fail(problem) {
    this.#problem = problem;
    this.#changed();
  }

  #kept() {
    const { epoch, positions, pending } = this.#session;
    return { epoch, positions, pending, tickets: this.#tickets, handedOver: this.#handedOver.orders };
  }

  #changed() {
    this.#memory.touch();
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#render();
    });
  }

  #tick() {
    for (const element of this.#root.querySelectorAll('[data-since]')) element.textContent = age(element.dataset.since);
    this.#waiting.tick();
    if (this.#session.state.name === 'waiting') this.#render();
  }

  #render() {
    const at = (id) => this.#root.querySelector(id);
    const tickets = inOrder(this.#tickets);
    const toDo = tickets.length + this.#waiting.count;
    const view = { isManager: this.#isManager, showsCounter: this.#person.counters.length > 1, cancelling: this.#cancelling };
    patch(at('#staff-line'), connectionLine(this.#session.state, this.#person.user));
    if (at('#people')) patch(at('#people'), [h('legend', { class: 'hidden' }, t('staff.who')), ...this.#source.people.map((person) => this.#choice(person))]);
    if (at('#clock')) patch(at('#clock'), this.#clockView());
    patch(at('#staff-news'), [this.#news]);
    patch(at('#staff-problem'), problemNotice(this.#problem));
    patch(at('#waiting'), this.#waiting.view());
    patch(at('#handed-over'), this.#handedOver.view());
    patch(at('#stock'), this.#stock.view());
    patch(at('#tickets'), tickets.map((ticket) => ticketCard(ticket, view)).concat(toDo > 0 ? [] : h('p', { class: 'empty' }, t('staff.empty'))));
    const tab = document.querySelector('[data-show=staff]');
    if (tab) tab.dataset.badge = toDo || '';
  }

  #clockView() {
    const atWork = this.#person.status === 'clocked_in';
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
    return this.#command(type, { cafeId: this.#source.cafe.id });
  }

  async #signOut() {
    this.#session.end();
    this.#waiting.leave();
    this.#stock.leave();
    await this.#source.signOut();
  }

  #choice({ user, name, place }) {
    return h(
      'label',
      { class: 'person', 'data-key': user },
      h('input', { type: 'radio', name: 'person', value: user, checked: user === this.#person.user }),
      h('span', {}, h('strong', {}, name), h('small', {}, place || t('staff.manager'))),
    );
  }
}

function channelsOf(cafeId, { user, role, counters }) {
  return [
    ...counters.flatMap((counter) => [`counter:${counter}:orders`, `counter:${counter}:status`]),
    `orders:employee:${user}`,
    `cafe:${cafeId}:staff`,
    ...(role === 'manager' ? [`cafe:${cafeId}:metrics`, `cafe:${cafeId}:alerts`] : []),
  ];
}
