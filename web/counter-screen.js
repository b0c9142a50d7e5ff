// The screen of a counter for a whole day: tickets by promise, one tap for each step, a sound until somebody looks, and the way back.
import { Chime } from './chime.js';
import { allDayView, nextStepOf, orderTile, ticketTile } from './counter-view.js';
import { h, patch } from './dom.js';
import { Kept } from './kept.js';
import { age, onChange, t } from './language.js';
import { problemNotice, showFreshness } from './notices.js';
import { printAlone, ticketPaper } from './paper.js';
import { TicketStation } from './ticket-station.js';
import { stageOf } from './tickets.js';

const madeAgain = 'To be made again';
const zooms = [0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.8];
const renderEvery = 5;
const mostGone = 30;
const mostLast = 8;

export class CounterScreen {
  #root = document.querySelector('#counter');
  #source;
  #counterId;
  #station;
  #wishes;
  #chime;
  #counters = {};
  #seen = new Set();
  #noticed = new Set();
  #gone = {};
  #last = [];
  #showsHandOver = false;
  #showsAllDay = false;
  #showsComing = false;
  #news = '';
  #ticks = 0;

  /**
   * @param source where people work and how they sign in: {cafe, signIn(person)}
   * @param person who signed in
   * @param counterId the counter whose screen it is
   */
  constructor(source, person, counterId) {
    this.#source = source;
    this.#counterId = counterId;
    this.#wishes = new Kept(`counter.${counterId}`);
    this.#chime = new Chime(this.#wishes);
    this.#station = new TicketStation(source, {
      place: `counter.${counterId}`,
      show: () => this.#render(),
      onMessage: (message, ticket) => this.#heard(message, ticket),
      keep: () => ({ seen: [...this.#seen], noticed: [...this.#noticed], gone: this.#gone, last: this.#last }),
      restore: (more) => this.#restore(more),
    });
    this.#listen();
    onChange(() => this.#render());
    setInterval(() => this.#tick(), 1000);
    this.#station.become(person);
  }

  get #mine() {
    return this.#station.inOrder.filter(({ counter }) => counter === this.#counterId);
  }

  /** What is to be made, and what was called off and nobody has noticed yet. */
  get #shown() {
    return [...Object.values(this.#gone), ...this.#mine.filter((ticket) => stageOf(ticket) !== 'ready')];
  }

  get #unseen() {
    return this.#mine.filter((ticket) => stageOf(ticket) === 'queued' && !this.#seen.has(ticket.key));
  }

  #restore(more) {
    this.#seen = new Set(more?.seen);
    this.#noticed = new Set(more?.noticed);
    this.#gone = more?.gone ?? {};
    this.#last = more?.last ?? [];
  }

  #heard({ type, data, channel }, ticket) {
    if (type === 'counter_status_changed' && channel === `counter:${this.#counterId}:status`) {
      this.#counters[this.#counterId] = { ...this.#counters[this.#counterId], status: data.currentStatus };
    }
    if (!ticket || ticket.counter !== this.#counterId) return;
    if (type === 'order_assigned') this.#news = t('news.order_assigned', { number: ticket.number });
    // Somebody may be making it at this moment: it stays, struck through, until it is noticed.
    const isOff = ticket.status === 'cancelled' || ticket.lines.every(({ status }) => status === 'voided');
    // Who has it again makes it: it is called off no longer.
    if (ticket && this.#station.tickets[ticket.key]) delete this.#gone[ticket.key];
    if (isOff) this.#gone = Object.fromEntries([...Object.entries(this.#gone), [ticket.key, { ...ticket, status: 'cancelled' }]].slice(-mostGone));
  }

  #listen() {
    const station = this.#station;
    const actions = {
      start: (key) => station.step(key, 'preparing'),
      ready: (key) => this.#bump(key),
      line: (key, { line }) => this.#tapLine(key, line),
      soldOut: (itemId) => station.soldOut(itemId),
      recall: (key) => station.step(key, 'preparing', madeAgain),
      remake: (orderId) => station.remake(orderId),
      undo: () => this.#undo(),
      rush: (orderId, { priority }) => station.rush(orderId, priority),
      notice: (key) => this.#notice(key),
      print: (key) => this.#print(key),
      seen: () => this.#see(),
      handOver: () => this.#turnOver(),
      allDay: () => (this.#showsAllDay = !this.#showsAllDay),
      coming: () => (this.#showsComing = !this.#showsComing),
      fire: (orderId) => station.fire(orderId),
      fireCourse: (orderId, { course }) => station.fireCourse(orderId, Number(course)),
      holdCourse: (orderId, { course }) => station.holdCourse(orderId, Number(course)),
      larger: () => this.#zoom(1),
      smaller: () => this.#zoom(-1),
      sound: () => (this.#chime.isBlocked ? this.#chime.unlock() : this.#chime.toggle()),
      counterDown: () => this.#turn('maintenance'),
      counterUp: () => this.#turn('active'),
      signOut: () => this.#signOut(),
      dismiss: () => (station.problem = null),
      hurry: () => station.hurry(),
    };
    const act = (action, value, data = {}) => {
      this.#chime.unlock();
      actions[action](value, data);
      station.changed();
    };
    this.#root.addEventListener('click', ({ target }) => {
      const button = target.closest('button[data-action]');
      const tile = target.closest('article')?.dataset.key;
      if (tile) this.#seen.add(tile);
      if (button) act(button.dataset.action, button.dataset.value, button.dataset);
      else if (tile) station.changed();
    });
    this.#root.addEventListener('submit', (event) => {
      event.preventDefault();
      station.handOver(event.target);
    });
    const keys = { 0: 'undo', Backspace: 'undo', u: 'undo', r: 'undo', s: 'seen', h: 'handOver', a: 'allDay', c: 'coming', '+': 'larger', '=': 'larger', '-': 'smaller', m: 'sound' };
    document.addEventListener('keydown', (event) => {
      if (this.#root.hidden || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const nth = Number.parseInt(key, 10);
      if (nth >= 1 && !this.#showsHandOver) {
        this.#press(this.#shown[nth - 1], act);
      } else if (keys[key]) {
        act(keys[key]);
      } else {
        return;
      }
      event.preventDefault();
    });
  }

  // A key of a bump bar: the large button of the tile.
  #press(ticket, act) {
    if (!ticket) return;
    this.#seen.add(ticket.key);
    const action = ticket.status === 'cancelled' ? 'notice' : nextStepOf(ticket);
    if (action) act(action, ticket.key);
  }

  async #bump(key) {
    const { number } = this.#station.tickets[key];
    if (await this.#station.ready(key)) this.#remember({ key, number });
  }

  async #tapLine(key, lineId) {
    const { number, lines } = this.#station.tickets[key];
    const { status, name } = lines.find((line) => line.lineId === lineId);
    if ((await this.#station.tapLine(key, lineId)) && status === 'started') this.#remember({ key, number, lineId, name });
  }

  #remember(step) {
    this.#last = [step, ...this.#last.filter(({ key, lineId }) => key !== step.key || lineId !== step.lineId)].slice(0, mostLast);
    this.#station.changed();
  }

  // The last thing that was made is not made: the way back for a tap that was one too many.
  async #undo() {
    const [step, ...before] = this.#last;
    if (!step) return;
    this.#last = before;
    const ticket = this.#station.tickets[step.key];
    if (!ticket) return;
    // A ticket of several counters is ready in lines only, and its order is not.
    if (!step.lineId && ticket.status === 'ready') await this.#station.step(step.key, 'preparing', madeAgain);
    else for (const { lineId } of ticket.lines.filter((line) => line.status === 'ready' && (!step.lineId || line.lineId === step.lineId))) await this.#station.tapLine(step.key, lineId);
  }

  #print(key) {
    const ticket = this.#gone[key] ?? this.#station.tickets[key];
    if (ticket) printAlone(ticketPaper(ticket, this.#counters[this.#counterId]?.name ?? this.#counterId));
  }

  #notice(key) {
    delete this.#gone[key];
    for (const { lineId, status } of this.#station.tickets[key]?.lines ?? []) {
      if (status === 'voided') this.#noticed.add(lineId);
    }
  }

  #see() {
    for (const { key } of this.#unseen) this.#seen.add(key);
  }

  #turnOver() {
    this.#showsHandOver = !this.#showsHandOver;
    this.#root.querySelector('#counter-tiles').scrollTop = 0;
  }

  #zoom(step) {
    const { zoom = 1, ...rest } = this.#wishes.read() ?? {};
    const place = Math.min(zooms.length - 1, Math.max(0, zooms.indexOf(zoom) + step));
    this.#wishes.write({ ...rest, zoom: zooms[place] });
  }

  #turn(status) {
    const reason = status === 'active' ? undefined : t('counter.downReason');
    return this.#station.command('counter_status_update', { counterId: this.#counterId, status, reason });
  }

  async #signOut() {
    this.#chime.ring(false);
    this.#station.end();
    await this.#source.signOut();
  }

  async #loadCounters() {
    try {
      const { counters } = await this.#source.cafe.loadCounters(this.#station.token);
      this.#counters = Object.fromEntries(counters.map((counter) => [counter.counterId, counter]));
      this.#station.changed();
    } catch {
      // Asked again with the next look.
    }
  }

  #tick() {
    for (const element of this.#root.querySelectorAll('[data-since]')) element.textContent = age(element.dataset.since);
    this.#station.tick();
    if (++this.#ticks % renderEvery !== 0) return;
    if (!this.#counters[this.#counterId] && this.#station.state.name === 'live') this.#loadCounters();
    this.#forget();
    this.#render();
  }

  // What is over needs not to be remembered: a screen works for months.
  #forget() {
    const { tickets } = this.#station;
    const lines = new Set(Object.values(tickets).flatMap((ticket) => ticket.lines.map(({ lineId }) => lineId)));
    for (const key of this.#seen) if (!tickets[key]) this.#seen.delete(key);
    for (const lineId of this.#noticed) if (!lines.has(lineId)) this.#noticed.delete(lineId);
    this.#last = this.#last.filter(({ key }) => tickets[key]);
  }

  #render() {
    const at = (id) => this.#root.querySelector(`#counter-${id}`);
    const { person, state, problem, isManager } = this.#station;
    const isLive = state.name === 'live';
    const counter = this.#counters[this.#counterId];
    if (isLive && !counter && this.#ticks === 0) this.#loadCounters();
    this.#root.style.setProperty('--zoom', this.#wishes.read()?.zoom ?? 1);
    patch(at('title'), [this.#showsHandOver ? t('counter.handOver') : (counter?.name ?? this.#counterId)]);
    showFreshness(this.#root, at('line'), this.#station, person.user);
    patch(at('tools'), this.#tools(isManager, counter));
    patch(at('news'), [this.#news]);
    patch(at('problem'), problemNotice(problem));
    patch(at('notice'), this.#notices(person, counter));
    patch(at('tiles'), this.#showsHandOver ? this.#orders(isManager) : this.#tickets());
    const allDay = this.#root.querySelector('#all-day');
    allDay.hidden = !this.#showsAllDay;
    patch(allDay, this.#showsAllDay ? allDayView(this.#showsHandOver ? this.#station.inOrder : this.#mine) : []);
    const coming = this.#root.querySelector('#coming');
    coming.hidden = !this.#showsComing || this.#station.coming.count === 0;
    patch(coming, coming.hidden ? [] : this.#station.coming.view());
    patch(at('last'), this.#lastView());
    this.#chime.ring(this.#unseen.length > 0);
  }

  #notices(person, counter) {
    return [
      !person.counters.includes(this.#counterId) && h('p', { class: 'notice', 'data-key': 'stranger' }, t('counter.notYours')),
      counter && counter.status !== 'active' && h('p', { class: 'notice', 'data-key': 'down' }, t('counter.isDown', { status: t(`counter.${counter.status}`) })),
    ];
  }

  #tickets() {
    const shown = this.#shown;
    if (shown.length === 0) return [h('p', { class: 'empty', 'data-key': 'empty' }, t('staff.empty'))];
    return shown.map((ticket, index) =>
      ticketTile(ticket, index + 1, {
        isNew: stageOf(ticket) === 'queued' && !this.#seen.has(ticket.key),
        isNoticed: ({ lineId }) => this.#noticed.has(lineId),
      }),
    );
  }

  #orders(isManager) {
    const orders = Map.groupBy(this.#station.inOrder, ({ orderId }) => orderId);
    const byReady = [...orders.values()].sort(([a], [b]) => (b.status === 'ready') - (a.status === 'ready') || (a.assignedAt < b.assignedAt ? -1 : 1));
    const names = Object.fromEntries(Object.values(this.#counters).map(({ counterId, name }) => [counterId, name]));
    if (byReady.length === 0) return [h('p', { class: 'empty', 'data-key': 'empty' }, t('staff.empty'))];
    return byReady.map((tickets) => orderTile(tickets, names, isManager));
  }

  #tools(isManager, counter) {
    const tool = (action, words, isPressed) =>
      h('button', { type: 'button', class: 'quiet', 'data-key': action, 'data-action': action, 'aria-pressed': isPressed === undefined ? undefined : String(isPressed) }, words);
    const waiting = this.#unseen.length;
    return [
      waiting > 0 && h('button', { type: 'button', class: 'primary', 'data-key': 'seen', 'data-action': 'seen' }, t('counter.seen', { count: waiting })),
      tool('handOver', t('counter.handOver'), this.#showsHandOver),
      tool('allDay', t('counter.allDay'), this.#showsAllDay),
      this.#station.coming.count > 0 && tool('coming', t('staff.coming', { count: this.#station.coming.count }), this.#showsComing),
      tool('smaller', sign('A−', t('counter.smaller'))),
      tool('larger', sign('A+', t('counter.larger'))),
      this.#chime.isBlocked ? tool('sound', t('counter.soundBlocked')) : tool('sound', t('counter.sound'), !this.#chime.isOff),
      isManager && counter && (counter.status === 'active' ? tool('counterDown', t('counter.down')) : tool('counterUp', t('counter.up'))),
      tool('signOut', t('staff.signOut')),
    ];
  }

  #lastView() {
    const ready = this.#mine.filter((ticket) => stageOf(ticket) === 'ready');
    const [step] = this.#last;
    return [
      step && h('button', { type: 'button', 'data-key': 'undo', 'data-action': 'undo' }, t('counter.undo', { what: step.name ? `${step.number} · ${step.name}` : step.number })),
      ready.length > 0 && h('span', { class: 'muted', 'data-key': 'words' }, t('counter.recall')),
      ...ready.map(({ key, number }) =>
        h('button', { type: 'button', class: 'quiet', 'data-key': key, 'data-action': 'recall', 'data-value': key }, sign(`↺ ${number.replace(/^ORD-0*/, '')}`, t('counter.recallOne', { number }))),
      ),
    ];
  }
}

// A sign for the eye, and words for who hears the page.
function sign(mark, words) {
  return [h('span', { 'aria-hidden': 'true', title: words }, mark), h('span', { class: 'hidden' }, words)];
}
