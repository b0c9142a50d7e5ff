// What a manager sees: intake, figures of the hour, alerts, counters, people, and the tables' codes and the day's closing to print.
import { adviceOf } from './alert-advice.js';
import { at } from './base.js';
import { h } from './dom.js';
import { age, minutes, money, t, timeOfDay } from './language.js';

/** What needs somebody, and the hour: as it is now, or as it was. */
export function hourView({ metrics, alerts, counters, staff, waitTimes }, currency, asked) {
  const dark = new Set(alerts.filter(({ category }) => category === 'display_offline').map(({ counterId }) => counterId));
  const onDuty = staff.filter(({ status, break: pause }) => status === 'clocked_in' && !pause).length;
  return [
    section('alerts', false, alerts.length === 0 ? h('p', { class: 'muted' }, t('manager.noAlerts')) : h('ul', { class: 'stack' }, ...alerts.map((alert) => alertCard(alert, asked)))),
    section('intake', false, ...intakeView(waitTimes)),
    section('hour', false, tiles(metrics, currency, `${onDuty} / ${staff.length}`)),
    section('counters', false, h('ul', { class: 'rows' }, ...counters.map((counter) => counterRow(counter, dark.has(counter.counterId))))),
    section('items', false, topItems(metrics)),
    section('staff', false, h('ul', { class: 'rows' }, ...staff.map(personRow))),
  ];
}

/** What is looked up, told and printed. */
export function lookUpView(cafeId, menu, codes, { search, refunds, receipts, closings }, printed) {
  const currency = menu?.currency ?? 'EUR';
  return [
    section('orders', false, search.view(currency)),
    section('refunds', false, refunds.view()),
    section('receipts', false, receipts.view()),
    section('closing', printed === 'closing', closings.view()),
    section('tell', false, tellForm()),
    section('tables', printed === 'tables', codesView(menu, codes)),
    section('setup', false, h('p', {}, h('a', { class: 'go', href: at(`setup/${cafeId}`) }, t('manager.setUp')))),
  ];
}

function section(name, isPrinted, ...content) {
  return h('section', { class: `part ${name}${isPrinted ? ' printed' : ''}`, 'data-key': name, 'aria-labelledby': `manager-${name}` }, h('h3', { id: `manager-${name}`, tabindex: '-1' }, t(`manager.${name}`)), ...content);
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

function tiles(metrics, currency, onDuty) {
  const tile = (name, value) => h('div', { class: 'tile', 'data-key': name }, h('dt', {}, t(`manager.${name}`)), h('dd', {}, value));
  // What is not known is no zero.
  const known = (value, write) => (value === undefined || value === null ? '–' : write(value));
  const share = (value) => `${Math.round(value * 100)} %`;
  return h(
    'dl',
    { class: 'tiles' },
    tile('revenue', known(metrics.revenue, (value) => money(value, currency))),
    tile('received', known(metrics.ordersReceived, String)),
    tile('completed', known(metrics.ordersCompleted, String)),
    tile('wait', known(metrics.averageWaitTime, minutes)),
    tile('waitP90', known(metrics.waitTimeP90, minutes)),
    tile('onTime', known(metrics.onTimeRate, share)),
    tile('accuracy', known(metrics.quoteAccuracy, share)),
    tile('onDuty', onDuty),
  );
}

function topItems({ topItems: items }) {
  if (items.length === 0) return h('p', { class: 'muted' }, t('manager.noItems'));
  return h('ol', { class: 'rows' }, ...items.map(({ name, count }) => h('li', { 'data-key': name }, h('span', {}, name), h('strong', {}, String(count)))));
}

function alertCard(alert, asked) {
  const { alertId, severity, message, state, since, acknowledgedBy } = alert;
  const advice = adviceOf(alert);
  const spoken = advice.filter(({ word }) => !word);
  const isAsked = asked?.alertId === alertId;
  return h(
    'li',
    { class: `alert ${severity}`, 'data-key': alertId },
    h('p', {}, h('strong', {}, t(`severity.${severity}`)), ' ', h('span', { lang: 'en' }, message), ' ', h('span', { class: 'muted' }, age(since))),
    spoken.length > 0 && h('ul', { lang: 'en', class: 'muted' }, ...spoken.map(({ text }) => h('li', {}, text))),
    isAsked
      ? h('div', { class: 'row', 'data-key': 'asked' }, adviceButton('advice', alertId, asked.word, 'primary'), h('button', { type: 'button', class: 'quiet', 'data-action': 'keepAdvice', 'data-focus': true }, t('advice.no')))
      : h('div', { class: 'row', 'data-key': 'advice' }, ...advice.filter(({ word }) => word).map((one) => adviceView(alert, one))),
    h(
      'div',
      { class: 'row', 'data-key': 'answers' },
      state === 'acknowledged' || acknowledgedBy
        ? h('span', { class: 'muted' }, t('manager.acknowledged', { who: acknowledgedBy ?? '' }))
        : button('acknowledge', alertId, 'primary'),
      button('snooze', alertId, 'quiet'),
      alert.orderId && h('button', { type: 'button', class: 'quiet', 'data-action': 'openOrder', 'data-value': alert.orderId }, t('advice.order')),
    ),
  );
}

function adviceView(alert, { word, link, asks }) {
  if (link) return h('a', { class: 'go', 'data-key': word, href: at(link(alert)) }, t(`advice.${word}`));
  return adviceButton(asks ? 'askAdvice' : 'advice', alert.alertId, word, '');
}

function adviceButton(action, alertId, word, style) {
  return h('button', { type: 'button', class: style, 'data-key': `${action}-${word}`, 'data-action': action, 'data-value': alertId, 'data-word': word }, t(action === 'advice' && style ? 'advice.sure' : `advice.${word}`));
}

function tellForm() {
  const option = (value, word) => h('option', { value }, t(word));
  return h(
    'form',
    { class: 'search', 'data-tell': true, 'data-key': 'tell' },
    h('label', { class: 'field' }, h('span', {}, t('tell.audience')), h('select', { name: 'audience' }, option('everyone', 'tell.everyone'), option('guests', 'tell.guests'), option('staff', 'tell.staff'))),
    h('label', { class: 'field wide' }, h('span', {}, t('tell.message')), h('input', { name: 'message', required: true, maxlength: '200', autocomplete: 'off' })),
    h('label', { class: 'field' }, h('span', {}, t('tell.minutes')), h('input', { name: 'minutes', type: 'number', min: '1', max: '1440', value: '60', required: true })),
    h('button', {}, t('tell.send')),
  );
}

function counterRow({ counterId, name, status, queueLength, averageTime }, isDark) {
  const isActive = status === 'active';
  return h(
    'li',
    { 'data-key': counterId },
    h('span', {}, h('strong', {}, name), ' ', h('small', {}, t(`counter.${status}`))),
    isDark && h('span', { class: 'dark-screen' }, `⚠ ${t('manager.noScreen')}`),
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
