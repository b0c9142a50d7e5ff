// The manager's side: the café's figures and alerts as they change, and what to do about them. docs/protocol.md §6, §10.
import { commandOf } from './alert-advice.js';
import { Closings } from './closings.js';
import { atNextPicture, keepingFocus, patch } from './dom.js';
import { HourCharts } from './hour-charts.js';
import { onChange, t } from './language.js';
import { hourView, lookUpView } from './manager-view.js';
import { problemNotice, showFreshness } from './notices.js';
import { OrderSearch } from './order-search.js';
import { ReceiptList } from './receipt-list.js';
import { RefundList } from './refund-list.js';
import { Session } from './session.js';

const pause = 15 * 60_000;
const patience = 15_000;
const worst = ['critical', 'warning', 'info'];

export class Manager {
  #root = document.querySelector('#manager');
  #source;
  #person;
  #session;
  #state = null;
  #menu = null;
  #codes = [];
  #closings;
  #charts;
  #search;
  #refunds;
  #receipts;
  #asked = null;
  #printed = 'tables';
  #problem = null;
  #said = '';
  #news = '';
  #draw = atNextPicture(() => this.#render());

  /**
   * @param source the café and how its manager signs in
   * @param person who manages
   */
  constructor(source, person) {
    this.#source = source;
    this.#person = person;
    const { cafe } = source;
    this.#session = new Session({
      authorise: () => source.signIn(person),
      channels: ['metrics', 'alerts', 'staff'].map((channel) => `cafe:${cafe.id}:${channel}`),
      load: (token) => cafe.loadOverview(token),
      onLoaded: (state) => this.#read(state),
      onFrame: () => {},
      onMessage: (message) => this.#heard(message),
      onState: () => this.#draw(),
      onProblem: (problem) => this.#fail(problem),
      onSettled: (problem) => this.#problem === problem && this.#fail(null),
    });
    const token = () => this.#session.token;
    const told = { onChange: () => this.#draw(), onProblem: (problem) => this.#fail(problem) };
    this.#closings = new Closings(cafe, token, told);
    this.#search = new OrderSearch(cafe, token, told);
    this.#refunds = new RefundList(cafe, token, told);
    this.#receipts = new ReceiptList(cafe, token, told);
    this.#charts = new HourCharts(this.#root.querySelector('#manager-charts'), cafe, token, told);
    this.#listen();
    onChange(() => this.#draw());
    setInterval(() => this.#draw(), 1000);
    this.#session.open();
  }

  #listen() {
    this.#root.addEventListener('submit', (event) => {
      event.preventDefault();
      const form = event.target;
      if ('close' in form.dataset) this.#close(form);
      else if ('search' in form.dataset) this.#search.search(form);
      else if ('orders' in form.dataset) this.#search.save(form);
      else if ('refund' in form.dataset) this.#search.ask(form);
      else if ('receipts' in form.dataset) this.#receipts.find(form);
      else this.#tell(form);
      this.#draw();
    });
    this.#root.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-action]');
      if (button) this.#act(button.dataset.action, button.dataset.value, button.dataset, button.getAttribute('aria-label') ?? button.textContent);
    });
    this.#root.addEventListener('change', ({ target }) => {
      if (target.name === 'refundStatus') this.#refunds.choose(target.value);
    });
    this.#root.addEventListener('input', ({ target }) => {
      if (target.name === 'seek') this.#charts.seek(target.value);
      this.#draw();
    });
  }

  async #read(state) {
    this.#state = state;
    this.#draw();
    // Each by itself: what fails keeps nothing else away.
    await Promise.all([this.#readMenu(), this.#charts.load(), this.#refunds.read()]);
    this.#draw();
  }

  async #readMenu() {
    try {
      this.#menu = await this.#source.cafe.loadMenu(this.#session.token);
    } catch (problem) {
      this.#fail(problem);
      setTimeout(() => this.#menu || this.#readMenu(), patience);
    }
  }

  // Each message says how something is now, so one that the state knew already changes nothing.
  #heard(message) {
    const { type, data } = message;
    if (type === 'metrics_update') this.#charts.hear(message);
    if (data.category === 'refund_pending') this.#refunds.read();
    const { alerts, counters, staff, waitTimes } = this.#state;
    const replace = (list, key, value) => {
      const place = list.findIndex((each) => each[key] === value[key]);
      if (place >= 0) list[place] = { ...list[place], ...value };
    };
    const tellers = {
      metrics_update: () => {
        this.#state.metrics = data.metrics;
        for (const counter of data.counters) replace(counters, 'counterId', counter);
      },
      alert: () => {
        if (!alerts.some(({ alertId }) => alertId === data.alertId)) this.#news = `${t(`severity.${data.severity}`)} ${data.message}`;
        this.#state.alerts = [...alerts.filter(({ alertId }) => alertId !== data.alertId), data].sort(
          (a, b) => worst.indexOf(a.severity) - worst.indexOf(b.severity) || a.since.localeCompare(b.since),
        );
      },
      alert_resolved: () => (this.#state.alerts = alerts.filter(({ alertId }) => alertId !== data.alertId)),
      counter_status_changed: () => replace(counters, 'counterId', { counterId: data.counterId, status: data.currentStatus }),
      employee_status_changed: () => replace(staff, 'employeeId', { employeeId: data.employeeId, status: data.status }),
      break_started: () => replace(staff, 'employeeId', { employeeId: data.employeeId, break: data }),
      break_ended: () => replace(staff, 'employeeId', { employeeId: data.employeeId, break: null }),
      // What is not said of it now does not hold any more.
      wait_time_changed: () => replace(waitTimes, 'orderType', { minutes: null, until: null, reason: null, ...data }),
    };
    tellers[type]?.();
    this.#draw();
  }

  #act(action, value, { word, payment } = {}, what = '') {
    const cafeId = this.#source.cafe.id;
    const asked = this.#asked;
    if (action !== 'askAdvice') this.#asked = null;
    const actions = {
      advice: () => this.#follow(value, word),
      // One tap asks, the second one does what cannot be undone.
      askAdvice: () => (this.#asked = { alertId: value, word }),
      keepAdvice: () => asked && this.#go(`[data-action=askAdvice][data-value="${asked.alertId}"][data-word=${asked.word}]`),
      play: () => this.#charts.play(),
      hold: () => this.#charts.hold(),
      live: () => this.#charts.live(),
      openOrder: () => this.#openOrder(value),
      closeOrder: () => this.#go(`.found [data-value="${this.#search.close()}"]`),
      readOrder: () => this.#search.again(),
      moreOrders: () => this.#search.more(),
      refund: () => this.#refund(),
      keepMoney: () => {
        this.#search.keep();
        this.#go('[data-refund] [name=amount]');
      },
      printOrder: () => this.#receipts.printOrder(value),
      printBill: () => this.#receipts.printBill(value, payment),
      printRefund: () => this.#receipts.printRefund(value, payment),
      moreRefunds: () => this.#refunds.more(),
      readRefunds: () => this.#refunds.read(),
      handOver: () => this.#settleRefund(this.#refunds.handOver(value), what),
      askRefund: () => this.#refunds.ask(value, word),
      keepRefund: () => {
        const kept = this.#refunds.keep();
        if (kept) this.#go(`[data-action=askRefund][data-value="${kept.refundId}"][data-word=${kept.end}]`);
      },
      endRefund: () => this.#settleRefund(this.#refunds.end(), t('manager.refunds')),
      acknowledge: () => this.#command('alert_acknowledge', { alertId: value, cafeId }, what),
      snooze: () => this.#command('alert_snooze', { alertId: value, cafeId }, what),
      pause: () => this.#command('intake_update', { mode: 'paused', until: new Date(Date.now() + pause).toISOString(), cafeId }, what),
      resume: () => this.#command('intake_update', { mode: 'normal', cafeId }, what),
      close: () => this.#command('counter_status_update', { counterId: value, status: 'maintenance' }, what),
      open: () => this.#command('counter_status_update', { counterId: value, status: 'active' }, what),
      codes: () => this.#showCodes(),
      print: () => this.#print('tables'),
      closings: () => this.#closings.show(),
      openClosing: () => this.#closings.open(value),
      askClose: () => this.#closings.ask(),
      keepOpen: () => this.#closings.keep(),
      printClosing: () => this.#print('closing'),
      saveClosing: () => this.#closings.save(),
      signOut: () => {
        this.#session.end();
        return this.#source.signOut();
      },
      dismiss: () => (this.#problem = null),
      hurry: () => this.#session.hurry(),
    };
    actions[action]();
    this.#draw();
  }

  async #close(form) {
    const command = this.#closings.command(form);
    form.reset();
    if (await this.#command('day_close', command, t('closing.close'))) await this.#closings.open(command.expectedNumber);
    await this.#closings.refresh();
  }

  /** Does what was suggested about an alert. */
  #follow(alertId, word) {
    const alert = this.#state.alerts.find((one) => one.alertId === alertId);
    const [type, data] = (alert && commandOf(alert, word, { delay: t('advice.delayText') })) ?? [];
    // It ended while the finger was on its way.
    if (!type) return undefined;
    const isOfCafe = !('orderId' in data) && !('counterId' in data);
    return this.#command(type, { ...data, ...(isOfCafe && { cafeId: this.#source.cafe.id }) }, t(`advice.${word}`));
  }

  async #openOrder(orderId) {
    await this.#search.open(orderId);
    this.#go('.part.orders [data-key=head]');
  }

  async #refund() {
    const command = this.#search.refund();
    // A second tap in the same picture: what was asked is on its way.
    if (!command) return;
    await this.#command('refund_issue', command, t('refund.give'));
    await Promise.all([this.#search.again(), this.#refunds.read()]);
    this.#search.settled(command.orderId);
    this.#draw();
  }

  async #settleRefund(command, what) {
    if (!command) return;
    await this.#command('refund_update', command, what);
    await Promise.all([this.#search.again(), this.#refunds.read()]);
  }

  async #tell(form) {
    const { audience, message, minutes } = form.elements;
    const expiresAt = new Date(Date.now() + Number(minutes.value) * 60_000).toISOString();
    if (await this.#command('announcement_publish', { audience: audience.value, message: message.value, expiresAt, cafeId: this.#source.cafe.id }, t('manager.tell'))) form.reset();
  }

  /** What goes on paper is drawn before the paper is asked for. */
  #print(part) {
    this.#printed = part;
    this.#render();
    print();
  }

  async #showCodes() {
    const { cafe } = this.#source;
    try {
      this.#codes = await Promise.all(
        this.#menu.tables.map(async (table) => ({ table, picture: await cafe.loadTableCode(this.#session.token, table) })),
      );
    } catch (problem) {
      this.#fail(problem);
    }
    this.#draw();
  }

  /** Shows what there is now, and puts the focus where the work goes on. */
  #go(place) {
    this.#render();
    const next = this.#root.querySelector(place);
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
  }

  async #command(type, data, what) {
    this.#problem = null;
    this.#said = '';
    try {
      await this.#session.command(type, data);
      this.#said = t('manager.done', { what });
      this.#draw();
      return true;
    } catch (problem) {
      this.#fail(problem);
      return false;
    }
  }

  #fail(problem) {
    this.#problem = problem;
    this.#draw();
  }

  #render() {
    keepingFocus(() => this.#show());
  }

  #show() {
    const at = (id) => this.#root.querySelector(id);
    showFreshness(this.#root, at('#manager-line'), this.#session, this.#person.name);
    patch(at('#manager-problem'), problemNotice(this.#problem));
    patch(at('#manager-said'), [this.#said]);
    patch(at('#manager-news'), [this.#news]);
    if (!this.#state) return;
    const { played } = this.#charts;
    const currency = this.#menu?.currency ?? 'EUR';
    this.#root.classList.toggle('replaying', played !== null);
    patch(at('#manager-view'), hourView(played ? replayed(this.#state, played) : this.#state, currency, this.#asked));
    this.#charts.draw(currency, this.#session.state.name === 'live');
    const parts = { search: this.#search, refunds: this.#refunds, receipts: this.#receipts, closings: this.#closings };
    patch(at('#manager-more'), lookUpView(this.#source.cafe.id, this.#menu, this.#codes, parts, this.#printed));
  }
}

// The state with the figures that held at another moment; who works and what needs somebody is as it is now.
function replayed(state, { metrics, counters }) {
  const of = (counterId) => counters.find((one) => one.counterId === counterId) ?? { queueLength: 0, averageTime: null };
  return { ...state, metrics, counters: state.counters.map((counter) => ({ ...counter, ...of(counter.counterId) })) };
}
