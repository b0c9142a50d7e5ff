// The tiles of a counter's screen: one for each ticket, one for each order at the hand-over.
import { h } from './dom.js';
import { age, minutes, t } from './language.js';
import { allergyNotice, courseButtons, handOver, lineView, needsToBeSeen, placeOf, remakeNotice } from './ticket-card.js';
import { allDayOf, paceOf, stageOf } from './tickets.js';

const paceMarks = { fresh: '●', due: '◐', late: '▲' };

/** What the one large button of a ticket does now; undefined where others have to do something. */
export function nextStepOf(ticket) {
  const stage = stageOf(ticket);
  if (ticket.lines.some(needsToBeSeen) || stage === 'queued') return 'start';
  return stage === 'started' ? 'ready' : undefined;
}

/** A ticket as a tile, with the key that works on it. */
export function ticketTile(ticket, number, { isNew, isNoticed }) {
  const stage = stageOf(ticket);
  const pace = paceOf(ticket);
  const step = nextStepOf(ticket);
  const isOff = ticket.status === 'cancelled';
  const lines = ticket.lines.filter((line) => line.status !== 'voided' || !isNoticed(line));
  return h(
    'article',
    {
      class: `tile ${stage} ${pace} ${isNew ? 'new' : ''} ${isOff ? 'off' : ''}`,
      'data-key': ticket.key,
      'aria-label': [ticket.number, t(`stage.${stage}`), t(`pace.${pace}`)].join(', '),
    },
    h(
      'header',
      {},
      number <= 9 && h('kbd', {}, number),
      h('h3', {}, ticket.number.replace(/^ORD-0*/, '')),
      priorityOf(ticket),
      h('span', { class: 'age', 'data-since': ticket.assignedAt }, age(ticket.assignedAt)),
    ),
    h('p', { class: 'pace' }, paceMarks[pace] && `${paceMarks[pace]} ${promiseOf(ticket, pace)}`, ' ', h('span', {}, placeOf(ticket).join(' · '))),
    h(
      'div',
      { class: 'body', tabindex: '0', role: 'group', 'aria-label': t('counter.lines', { number: ticket.number }) },
      isOff && h('p', { class: 'notice', 'data-key': 'off' }, t('counter.cancelled')),
      remakeNotice(ticket),
      allergyNotice(ticket),
      ticket.instructions && h('p', { class: 'instructions', 'data-key': 'instructions' }, `✎ ${ticket.instructions}`),
      h('ul', { class: 'lines' }, ...lines.map((line) => lineView(ticket, line, isOff ? 'ready' : stage))),
    ),
    h('footer', {}, footerOf(ticket, lines, step, isOff)),
  );
}

/** An order at the hand-over: what each counter has of it, and whether it can be given out. */
export function orderTile(tickets, names, isManager) {
  const [first] = tickets;
  const isReady = first.status === 'ready';
  return h(
    'article',
    { class: `tile ${isReady ? 'ready' : 'open'}`, 'data-key': first.orderId, 'aria-label': `${first.number}, ${t(isReady ? 'stage.ready' : 'stage.started')}` },
    h('header', {}, h('h3', {}, first.number.replace(/^ORD-0*/, '')), priorityOf(first), h('span', { class: 'age', 'data-since': first.assignedAt }, age(first.assignedAt))),
    h('p', { class: 'pace' }, h('span', {}, placeOf(first).join(' · '))),
    h(
      'div',
      { class: 'body', tabindex: '0', role: 'group', 'aria-label': t('counter.lines', { number: first.number }) },
      ...tickets.map((ticket) =>
        h(
          'section',
          { 'data-key': ticket.key },
          h('h4', {}, names[ticket.counter] ?? ticket.counter),
          h('ul', { class: 'lines' }, ...ticket.lines.filter(({ status }) => status !== 'voided').map((line) => lineView(ticket, line, 'ready'))),
        ),
      ),
    ),
    h('footer', {}, isReady ? handOver({ ...first, lines: tickets.flatMap(({ lines }) => lines) }, isManager) : [h('p', { class: 'muted', 'data-key': 'others' }, t('counter.notYet')), isManager && rushButton(first)]),
  );
}

/** What to make in all, over these tickets. */
export function allDayView(tickets) {
  const items = allDayOf(tickets);
  return [
    h('h3', { id: 'all-day-title' }, t('counter.allDay')),
    items.length === 0
      ? h('p', { class: 'muted' }, t('counter.nothing'))
      : h(
          'ul',
          {},
          ...items.map(({ key, quantity, name, wishes }) =>
            h('li', { 'data-key': key }, h('strong', {}, `${quantity} ×`), ' ', name, wishes && h('small', {}, h('bdi', {}, wishes))),
          ),
        ),
  ];
}

function priorityOf({ priority }) {
  return priority !== 'normal' && h('span', { class: `priority ${priority}` }, t(`priority.${priority}`));
}

// All counters make it first, or no longer do.
function rushButton({ orderId, number, priority }) {
  const isRushed = ['high', 'urgent'].includes(priority);
  const word = t(isRushed ? 'counter.noRush' : 'counter.rush');
  return h('button', { type: 'button', class: 'quiet compact', 'data-key': 'rush', 'data-action': 'rush', 'data-value': orderId, 'data-priority': isRushed ? 'normal' : 'urgent', 'aria-label': `${word}: ${number}` }, word);
}

function promiseOf({ promisedAt }, pace) {
  const left = (Date.parse(promisedAt) - Date.now()) / 60_000;
  return pace === 'late' ? t('counter.late', { minutes: minutes(-left) }) : t('counter.left', { minutes: minutes(left) });
}

function footerOf(ticket, lines, step, isOff) {
  const button = (action, style, words) =>
    h('button', { type: 'button', class: style, 'data-key': action, 'data-action': action, 'data-value': ticket.key }, words);
  const hasNews = isOff || lines.some(({ status }) => status === 'voided');
  return [
    hasNews && button('notice', isOff ? 'primary' : 'quiet', t('counter.noticed')),
    !isOff && step === 'start' && button('start', 'primary', t(ticket.lines.some(needsToBeSeen) ? 'staff.startSeen' : 'staff.start')),
    !isOff && step === 'ready' && button('ready', 'primary', t('staff.ready')),
    !isOff && !step && ticket.status !== 'ready' && h('p', { class: 'muted', 'data-key': 'others' }, t(stageOf(ticket) === 'held' ? 'staff.isHeld' : 'staff.others')),
    ...(isOff ? [] : courseButtons(ticket)),
    h(
      'button',
      { type: 'button', class: 'quiet compact', 'data-key': 'print', 'data-action': 'print', 'data-value': ticket.key, 'aria-label': t('counter.print', { number: ticket.number }) },
      t('counter.printIt'),
    ),
  ];
}
