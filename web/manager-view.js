// What a manager sees: intake, figures of the hour, alerts, counters, people, and the tables' codes and the day's closing to print.
import { h } from './dom.js';
import { age, minutes, money, t, timeOfDay } from './language.js';

/** The whole view. */
export function managerView({ metrics, alerts, counters, staff, waitTimes }, menu, codes, closings, printed) {
  const partOf = (name, ...content) => section(name, name === printed, ...content);
  return [
    partOf('alerts', alerts.length === 0 ? h('p', { class: 'muted' }, t('manager.noAlerts')) : h('ul', { class: 'stack' }, ...alerts.map(alertCard))),
    partOf('intake', ...intakeView(waitTimes)),
    partOf('hour', tiles(metrics, menu?.currency ?? 'EUR')),
    partOf('counters', h('ul', { class: 'rows' }, ...counters.map(counterRow))),
    partOf('items', topItems(metrics)),
    partOf('staff', h('ul', { class: 'rows' }, ...staff.map(personRow))),
    partOf('closing', closings.view()),
    partOf('tables', codesView(menu, codes)),
  ];
}

function section(name, isPrinted, ...content) {
  return h('section', { class: `part ${name}${isPrinted ? ' printed' : ''}`, 'data-key': name, 'aria-labelledby': `manager-${name}` }, h('h3', { id: `manager-${name}` }, t(`manager.${name}`)), ...content);
}

function intakeView(waitTimes) {
  const isPaused = waitTimes.some(({ mode }) => mode === 'paused');
  const words = waitTimes.map(({ orderType, minutes: wait, mode, until }) =>
    h(
      'li',
      { 'data-key': orderType },
      h('strong', {}, t(orderType === 'takeaway' ? 'guest.takeaway' : 'guest.dineIn')),
      ' ',
      t(`manager.mode.${mode}`),
      wait !== null && wait !== undefined && ` · ${minutes(wait)}`,
      until && ` · ${t('manager.until', { time: timeOfDay(until) })}`,
    ),
  );
  return [
    h('ul', { class: 'rows' }, ...words),
    h('div', { class: 'row' }, isPaused ? button('resume', '', 'primary') : button('pause', '', '')),
  ];
}

function tiles(metrics, currency) {
  const tile = (name, value) => h('div', { class: 'tile', 'data-key': name }, h('dt', {}, t(`manager.${name}`)), h('dd', {}, value));
  const share = (value) => (value === undefined || value === null ? '–' : `${Math.round(value * 100)} %`);
  const wait = (value) => (value ? minutes(value) : '–');
  return h(
    'dl',
    { class: 'tiles' },
    tile('revenue', money(metrics.revenue, currency)),
    tile('received', String(metrics.ordersReceived)),
    tile('completed', String(metrics.ordersCompleted)),
    tile('wait', wait(metrics.averageWaitTime)),
    tile('waitP90', wait(metrics.waitTimeP90)),
    tile('onTime', share(metrics.onTimeRate)),
  );
}

function topItems({ topItems: items }) {
  if (items.length === 0) return h('p', { class: 'muted' }, t('manager.noItems'));
  return h('ol', { class: 'rows' }, ...items.map(({ name, count }) => h('li', { 'data-key': name }, h('span', {}, name), h('strong', {}, String(count)))));
}

function alertCard(alert) {
  const { alertId, category, orderId, severity, message, state, since, suggestedActions = [], acknowledgedBy } = alert;
  return h(
    'li',
    { class: `alert ${severity}`, 'data-key': alertId },
    h('p', {}, h('strong', {}, t(`severity.${severity}`)), ' ', h('span', { lang: 'en' }, message), ' ', h('span', { class: 'muted' }, age(since))),
    suggestedActions.length > 0 && h('ul', { lang: 'en', class: 'muted' }, ...suggestedActions.map((action) => h('li', {}, action))),
    h(
      'div',
      { class: 'row' },
      state === 'acknowledged' || acknowledgedBy
        ? h('span', { class: 'muted' }, t('manager.acknowledged', { who: acknowledgedBy ?? '' }))
        : button('acknowledge', alertId, 'primary'),
      button('snooze', alertId, 'quiet'),
      // Of what is overdue only what is left over comes without an order of its own.
      category === 'order_overdue' && !orderId && [button('completeAll', alertId, 'quiet'), button('cancelAll', alertId, 'quiet')],
    ),
  );
}

function counterRow({ counterId, name, status, queueLength, averageTime }) {
  const isActive = status === 'active';
  return h(
    'li',
    { 'data-key': counterId },
    h('span', {}, h('strong', {}, name), ' ', h('small', {}, t(`counter.${status}`))),
    h('span', {}, t('manager.queue', { count: queueLength ?? 0 }), averageTime > 0 && ` · ${minutes(averageTime)}`),
    h(
      'button',
      { type: 'button', class: isActive ? 'quiet' : '', 'data-action': isActive ? 'close' : 'open', 'data-value': counterId, 'aria-label': `${t(isActive ? 'manager.close' : 'manager.open')}: ${name}` },
      t(isActive ? 'manager.close' : 'manager.open'),
    ),
  );
}

function personRow({ employeeId, name, status, break: pause }) {
  const word = pause ? t('manager.onBreak', { time: timeOfDay(pause.returnTime) }) : t(status === 'clocked_in' ? 'manager.atWork' : 'manager.away');
  return h('li', { 'data-key': employeeId }, h('strong', {}, name), h('span', { class: 'muted' }, word));
}

function codesView(menu, codes) {
  if (!menu || menu.tables.length === 0) return h('p', { class: 'muted' }, t('manager.noTables'));
  if (codes.length === 0) return h('div', { class: 'row' }, button('codes', '', ''));
  return [
    h('div', { class: 'row' }, button('print', '', 'primary')),
    h(
      'ul',
      { class: 'codes' },
      ...codes.map(({ table, picture }) => h('li', { 'data-key': table }, h('img', { src: picture, alt: t('manager.codeOf', { table }), width: '180', height: '180' }), h('strong', {}, table))),
    ),
  ];
}

function button(action, value, style) {
  return h('button', { type: 'button', class: style, 'data-action': action, 'data-value': value }, t(`manager.${action}`));
}
