// The tickets of somebody's counters: read, told, kept over a reload, and worked on. How they are shown is the page's affair. docs/protocol.md §5, §10.
import { ComingOrders } from './coming-orders.js';
import { atNextPicture } from './dom.js';
import { HandedOver } from './handed-over.js';
import { Memory } from './memory.js';
import { Session } from './session.js';
import { needsToBeSeen, nextOfLine } from './ticket-card.js';
import { applyToTickets, correctTickets, inOrder, ticketsOf } from './tickets.js';
import { WaitingOrders } from './waiting-orders.js';

// A manager may skip a step, and then says why.
const managerReason = 'Settled at the counter';

const atCounters = 'confirmed,preparing,ready';
const waitingChanges = new Set(['order_created', 'order_assigned', 'board_changed']);

export class TicketStation {
  #source;
  #options;
  #person;
  #memory;
  #session;
  #draw;

  /** What is there to be made and handed over, by the ids of counter and order. */
  tickets = {};

  /** What waits to be paid here. */
  waiting;

  /** What is to come: orders for later. */
  coming;

  /** What was handed over lately. */
  handedOver = new HandedOver();

  /** What was refused last, or null. */
  problem = null;

  /**
   * @param source where people work and how they sign in: {cafe, signIn(person)}
   * @param options
   *   place                      → which screen it is: each keeps what it shows for itself
   *   show()                     → shows what there is now; at most once for each picture of the screen
   *   onMessage(message, ticket) → told of each message and of the ticket it changed, if it changed one
   *   onLive()                   → told when every change is told from here on
   *   keep(), restore(kept)      → what else is kept over a reload, if anything is
   *   frames                     → the list its frames go to, if they are shown
   */
  constructor(source, options) {
    this.#source = source;
    this.#options = options;
    this.#draw = atNextPicture(() => options.show());
  }

  /** Who works. */
  get person() {
    return this.#person;
  }

  /** How fresh it is. */
  get state() {
    return this.#session.state;
  }

  /** Until when what is shown was sure to hold. */
  get asOf() {
    return this.#session.asOf;
  }

  /** A token of who works. */
  get token() {
    return this.#session.token;
  }

  /** Whether who works may skip steps. */
  get isManager() {
    return this.#person.role !== 'employee';
  }

  /** The tickets, what there is to do first at the front. */
  get inOrder() {
    return inOrder(this.tickets);
  }

  /** Somebody begins to work, in place of whoever did. */
  become(person) {
    this.#session?.end();
    this.#memory?.leave();
    this.waiting?.leave();
    this.coming?.leave();
    this.#person = person;
    const { cafe } = this.#source;
    this.#memory = new Memory(`${this.#options.place}.${cafe.id}.${person.user}`, () => this.#kept());
    const saved = this.#memory.read();
    this.tickets = saved?.tickets ?? {};
    this.handedOver = new HandedOver(saved?.handedOver);
    this.problem = null;
    this.#options.restore?.(saved?.more);
    this.#session = new Session({
      saved,
      authorise: () => this.#source.signIn(person),
      channels: channelsOf(cafe.id, person),
      load: (token) => cafe.loadOrders(token, atCounters),
      onLoaded: ({ orders }) => (this.tickets = ticketsOf(orders, person.counters)),
      onFrame: (...frame) => this.#options.frames?.add(...frame),
      onMessage: (message) => this.#heard(message),
      onState: (state) => this.#turned(state),
      onLeft: (channel) => this.#leave(channel),
      onProblem: (problem) => this.#fail(problem),
      onSettled: (problem) => this.problem === problem && this.#fail(null),
    });
    this.waiting = new WaitingOrders(
      cafe,
      () => this.#session.token,
      () => this.changed(),
    );
    this.coming = new ComingOrders(
      cafe,
      () => this.#session.token,
      () => this.changed(),
    );
    this.#session.open();
    this.changed();
  }

  /** Something that is shown or kept is another than before. */
  changed() {
    this.#memory.touch();
    this.#draw();
  }

  /** Called each second. */
  tick() {
    this.waiting.tick();
    this.coming.tick();
    if (this.state.name !== 'live') this.changed();
  }

  /** Cuts its line. */
  drop() {
    this.#session.drop();
  }

  /** Tries again at once. */
  hurry() {
    this.#session.hurry();
  }

  /** Sends text as it is. */
  send(text) {
    this.#session.sendRaw(text);
  }

  /** Leaves for good. */
  end() {
    this.#session.end();
    this.waiting.leave();
    this.coming.leave();
  }

  /** Makes a ticket's order another status; whoever starts it has read what its guests cannot eat. */
  step(key, status, reason) {
    const { orderId, lines } = this.tickets[key];
    return this.command('order_status_update', { orderId, status, reason, ...(lines.some(needsToBeSeen) && { allergiesSeen: true }) });
  }

  /** A ticket is made. */
  ready(key) {
    return this.step(key, 'ready', this.isManager ? managerReason : undefined);
  }

  /** A line goes one step on, or back from ready. */
  tapLine(key, lineId) {
    const { orderId, lines } = this.tickets[key];
    const line = lines.find((each) => each.lineId === lineId);
    const seen = needsToBeSeen(line) && { allergiesSeen: true };
    return this.command('order_item_update', { orderId, lineId, status: nextOfLine[line.status], ...seen });
  }

  /** An order is handed over, by what its form says: with its code where it has one, and the guest's age where it matters. */
  handOver({ dataset, elements }) {
    const pickupCode = elements.code?.value.trim() || undefined;
    const reason = this.isManager && !pickupCode ? managerReason : undefined;
    const age = elements.age?.checked && { ageChecked: true };
    return this.command('order_status_update', { orderId: this.tickets[dataset.ticket].orderId, status: 'completed', pickupCode, reason, ...age });
  }

  /** An order was not handed over after all. */
  reopen(orderId) {
    return this.command('order_reopen', { orderId, reason: 'Not handed over' });
  }

  /** An order is made once more. */
  remake(orderId) {
    return this.command('order_remake', { orderId, reason: 'To be made again' });
  }

  /** An order for later is made now. */
  async fire(orderId) {
    await this.command('order_status_update', { orderId, status: 'confirmed', reason: 'Made earlier' });
    this.coming.soon();
  }

  /** An order is made before others, or no longer. */
  rush(orderId, priority) {
    return this.command('order_priority_update', { orderId, priority, reason: 'customer_waiting' });
  }

  /** A course is begun. */
  fireCourse(orderId, course) {
    return this.command('course_fire', { orderId, course });
  }

  /** A course that nobody began waits again. */
  holdCourse(orderId, course) {
    return this.command('course_hold', { orderId, course });
  }

  /** The guest of an order is written to, by what a form says. */
  async write(form) {
    if (await this.command('order_note_add', { orderId: form.dataset.note, message: form.elements.message.value })) form.reset();
  }

  /** An order is cancelled as a whole. */
  cancel(key) {
    return this.command('order_cancel', { orderId: this.tickets[key].orderId, reason: 'item_unavailable' });
  }

  /** An item ran out. */
  soldOut(itemId) {
    return this.command('item_availability_update', { itemId, available: false, cafeId: this.#source.cafe.id });
  }

  /** The money of an order was taken. */
  async takeCash(orderId) {
    await this.command('payment_record', this.waiting.payment(orderId));
    this.waiting.soon();
  }

  /** Sends a command and gives its answer; what is refused is thrown. */
  ask(type, data) {
    return this.#session.command(type, data);
  }

  /** Sends a command; whether it was done. */
  async command(type, data) {
    this.problem = null;
    try {
      await this.#session.command(type, data);
      return true;
    } catch (problem) {
      this.#fail(problem);
      // The order is not what this screen shows.
      if (problem.current) await this.#correct(data.orderId);
      return false;
    }
  }

  async #correct(orderId) {
    const { token } = this.#session;
    try {
      correctTickets(this.tickets, await this.#source.cafe.loadOrder(token, orderId));
      this.changed();
    } catch {
      // It stays as it was told; the next refusal asks again.
    }
  }

  #turned({ name }) {
    // From here on every order that comes is told.
    if (name === 'live') {
      this.waiting.soon();
      this.coming.soon();
      this.#options.onLive?.();
    }
    this.changed();
  }

  #heard(message) {
    if (waitingChanges.has(message.type)) this.waiting.soon();
    this.coming.heard(message);
    if (message.type === 'employee_status_changed' && message.data.employeeId === this.#person.user) this.#person.status = message.data.status;
    this.#undo(message);
    this.#options.onMessage(message, applyToTickets(this.tickets, message));
    this.changed();
  }

  // What is handed over leaves the tickets; what is opened again comes back to them.
  #undo({ type, data }) {
    if (type !== 'order_status_changed') return;
    const ticket = Object.values(this.tickets).find(({ orderId }) => orderId === data.orderId);
    if (data.currentStatus === 'completed' && ticket) this.handedOver.add(ticket);
    if (data.previousStatus === 'completed') {
      this.handedOver.remove(data.orderId);
      this.#comeBack(data.orderId);
    }
  }

  async #comeBack(orderId) {
    try {
      const order = await this.#source.cafe.loadOrder(this.token, orderId);
      if (order.status === 'ready') Object.assign(this.tickets, ticketsOf([order], this.#person.counters));
      this.changed();
    } catch (problem) {
      this.#fail(problem);
    }
  }

  #leave(channel) {
    for (const { key, counter } of Object.values(this.tickets)) {
      if (channel === `counter:${counter}:orders`) delete this.tickets[key];
    }
  }

  #fail(problem) {
    this.problem = problem;
    this.changed();
  }

  #kept() {
    const { epoch, positions, pending, asOf } = this.#session;
    return { epoch, positions, pending, asOf, tickets: this.tickets, handedOver: this.handedOver.orders, more: this.#options.keep?.() };
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
