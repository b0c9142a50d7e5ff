// Breaks: who is on one and until when, who covers, one's own. docs/protocol.md §6, "Shifts and breaks".
import { h } from './dom.js';
import { t, timeOfDay } from './language.js';

const kinds = ['rest', 'meal', 'lunch', 'other'];
const pause = 300;
const changes = new Set(['employee_status_changed', 'break_started', 'break_ended']);

export class Breaks {
  #cafe;
  #token;
  #me;
  #onChange;
  #timer = 0;
  #left = false;
  #staff = [];

  /**
   * @param cafe the café whose people they are
   * @param token() → a token of who works
   * @param me the id of who works
   * @param onChange() is called when somebody came, went, or began or ended a break
   */
  constructor(cafe, token, me, onChange) {
    this.#cafe = cafe;
    this.#token = token;
    this.#me = me;
    this.#onChange = onChange;
  }

  /** Reads the people again, soon, where a message may tell of others. */
  hear({ type }) {
    if (changes.has(type)) this.soon();
  }

  /** Reads them again, soon. */
  soon() {
    this.#timer ||= setTimeout(() => this.#read(), pause);
  }

  /** Reads no more. */
  leave() {
    this.#left = true;
    clearTimeout(this.#timer);
  }

  /** The counters of others that who works covers now. */
  get covered() {
    return this.#staff.flatMap(({ break: one }) => (one?.coveringEmployees.includes(this.#me) ? one.counterIds : []));
  }

  /** The command that the form stands for. */
  command(form) {
    const coveringEmployees = [...form.querySelectorAll('[name=cover]:checked')].map(({ value }) => value);
    return ['break_start', { breakType: form.elements.kind.value, duration: Number(form.elements.minutes.value), coveringEmployees, cafeId: this.#cafe.id }];
  }

  /** What is shown of them; nothing before they were read. */
  view() {
    const own = this.#staff.find(({ employeeId }) => employeeId === this.#me);
    const others = this.#staff.filter(({ employeeId, status }) => employeeId !== this.#me && status === 'clocked_in');
    if (!own) return [];
    return [
      own.break && h('p', { class: 'notice', 'data-key': 'own' }, t('break.own', { time: timeOfDay(own.break.returnTime) })),
      own.break && h('button', { type: 'button', class: 'primary', 'data-key': 'back', 'data-action': 'breakEnd' }, t('break.back')),
      h(
        'details',
        { class: 'breaks', 'data-key': 'breaks' },
        h('summary', {}, t('break.title', { count: others.length })),
        h('ul', { class: 'lines' }, ...others.map((person) => h('li', { 'data-key': person.employeeId }, h('span', {}, person.name), h('span', { class: 'muted' }, this.#wordOf(person))))),
        own.status === 'clocked_in' && !own.break && form(others.filter((person) => !person.break)),
      ),
    ];
  }

  #wordOf({ break: one }) {
    if (!one) return t('manager.atWork');
    const covers = one.coveringEmployees.map((id) => this.#staff.find(({ employeeId }) => employeeId === id)?.name ?? id).join(', ');
    return [t('manager.onBreak', { time: timeOfDay(one.returnTime) }), covers && t('break.coveredBy', { who: covers })].filter(Boolean).join(' · ');
  }

  async #read() {
    this.#timer = 0;
    try {
      const { staff } = await this.#cafe.loadStaff(this.#token());
      if (this.#left) return;
      this.#staff = staff;
      this.#onChange();
    } catch {
      // The next change asks again.
    }
  }
}

function form(others) {
  return h(
    'form',
    { class: 'stack', 'data-key': 'take', 'data-break': true },
    h('label', { class: 'field' }, h('span', {}, t('break.kind')), h('select', { name: 'kind' }, ...kinds.map((kind) => h('option', { value: kind }, t(`break.${kind}`))))),
    h('label', { class: 'field' }, h('span', {}, t('break.minutes')), h('input', { name: 'minutes', type: 'number', min: '1', max: '480', value: '15', required: true, inputmode: 'numeric' })),
    others.length > 0 &&
      h(
        'fieldset',
        {},
        h('legend', {}, t('break.cover')),
        ...others.map(({ employeeId, name }) => h('label', { class: 'check', 'data-key': employeeId }, h('input', { type: 'checkbox', name: 'cover', value: employeeId }), h('span', {}, name))),
      ),
    h('button', { class: 'primary' }, t('break.take')),
  );
}
