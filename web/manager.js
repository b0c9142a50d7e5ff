// The manager's side: the café's figures and alerts as they change, and what to do about them. docs/protocol.md §6, §10.
import { Closings } from './closings.js';
import { atNextPicture, patch } from './dom.js';
import { onChange } from './language.js';
import { managerView } from './manager-view.js';
import { connectionLine, problemNotice } from './notices.js';
import { Session } from './session.js';

const pause = 15 * 60_000;
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
  #printed = 'tables';
  #problem = null;
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
    });
    this.#closings = new Closings(cafe, () => this.#session.token, { onChange: () => this.#draw(), onProblem: (problem) => this.#fail(problem) });
    this.#root.addEventListener('submit', (event) => {
      event.preventDefault();
      if ('close' in event.target.dataset) this.#close(event.target);
    });
    this.#root.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-action]');
      if (button) this.#act(button.dataset.action, button.dataset.value);
    });
    onChange(() => this.#draw());
    setInterval(() => this.#draw(), 1000);
    this.#session.open();
  }

  async #read(state) {
    this.#state = state;
    this.#draw();
    try {
      this.#menu = await this.#source.cafe.loadMenu(this.#session.token);
    } catch (problem) {
      this.#fail(problem);
    }
    this.#draw();
  }

  // Each message says how something is now, so one that the state knew already changes nothing.
  #heard({ type, data }) {
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
        this.#state.alerts = [...alerts.filter(({ alertId }) => alertId !== data.alertId), data].sort(
          (a, b) => worst.indexOf(a.severity) - worst.indexOf(b.severity) || a.since.localeCompare(b.since),
        );
      },
      alert_resolved: () => (this.#state.alerts = alerts.filter(({ alertId }) => alertId !== data.alertId)),
      counter_status_changed: () => replace(counters, 'counterId', { counterId: data.counterId, status: data.currentStatus }),
      employee_status_changed: () => replace(staff, 'employeeId', { employeeId: data.employeeId, status: data.status }),
      // What is not said of it now does not hold any more.
      wait_time_changed: () => replace(waitTimes, 'orderType', { minutes: null, until: null, reason: null, ...data }),
    };
    tellers[type]?.();
    this.#draw();
  }

  #act(action, value) {
    const cafeId = this.#source.cafe.id;
    const actions = {
      acknowledge: () => this.#command('alert_acknowledge', { alertId: value, cafeId }),
      snooze: () => this.#command('alert_snooze', { alertId: value, cafeId }),
      completeAll: () => this.#command('orders_settle', { status: 'completed', cafeId }),
      cancelAll: () => this.#command('orders_settle', { status: 'cancelled', cafeId }),
      pause: () => this.#command('intake_update', { mode: 'paused', until: new Date(Date.now() + pause).toISOString(), cafeId }),
      resume: () => this.#command('intake_update', { mode: 'normal', cafeId }),
      close: () => this.#command('counter_status_update', { counterId: value, status: 'maintenance' }),
      open: () => this.#command('counter_status_update', { counterId: value, status: 'active' }),
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
    if (await this.#command('day_close', command)) await this.#closings.open(command.expectedNumber);
    await this.#closings.refresh();
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

  async #command(type, data) {
    this.#problem = null;
    try {
      await this.#session.command(type, data);
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
    const at = (id) => this.#root.querySelector(id);
    // What may be old must not look new.
    this.#root.classList.toggle('stale', this.#session.state.name !== 'live');
    patch(at('#manager-line'), connectionLine(this.#session.state, this.#person.name));
    patch(at('#manager-problem'), problemNotice(this.#problem));
    if (this.#state) patch(at('#manager-view'), managerView(this.#state, this.#menu, this.#codes, this.#closings, this.#printed));
  }
}
