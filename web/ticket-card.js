// What a counter sees of an order, and what can be done about it now.
import { h } from './dom.js';
import { allergenNames } from './allergies.js';
import { age, t, whenOf } from './language.js';
import { heldCourseOf, holdableCourseOf, stageOf } from './tickets.js';

/** What tapping a line makes of it. */
export const nextOfLine = { queued: 'started', started: 'ready', ready: 'started' };

/** The card of one ticket. */
export function ticketCard(ticket, { isManager, showsCounter, cancelling }) {
  const stage = stageOf(ticket);
  return h(
    'article',
    { class: `ticket ${stage}`, 'data-key': ticket.key, 'data-stage': stage, 'aria-label': `${ticket.number}, ${t(`stage.${stage}`)}` },
    h(
      'header',
      {},
      h('h3', {}, ticket.number),
      ticket.priority !== 'normal' && h('span', { class: `priority ${ticket.priority}` }, t(`priority.${ticket.priority}`)),
      h('span', { class: 'age', 'data-since': ticket.assignedAt }, age(ticket.assignedAt)),
    ),
    h('p', { class: 'muted' }, [t(`stage.${stage}`), ...placeOf(ticket), showsCounter && ticket.counter].filter(Boolean).join(' · ')),
    remakeNotice(ticket),
    allergyNotice(ticket),
    h('ul', { class: 'lines' }, ...ticket.lines.map((line) => lineView(ticket, line, stage))),
    ticket.instructions && h('p', { class: 'instructions' }, `“${ticket.instructions}”`),
    cancelling === ticket.key ? askToCancel(ticket) : actionsFor(ticket, stage, isManager),
    noteForm(ticket),
  );
}

/** Where an order goes to, and whose it is, as far as that is known. */
export function placeOf({ orderType, table, customer, scheduledFor }) {
  return [scheduledFor && t('staff.scheduled', { time: whenOf(scheduledFor) }), orderType === 'takeaway' ? t('guest.takeaway') : t('staff.table', { number: table ?? '' }), customer].filter(Boolean);
}

/** What the guests of a ticket cannot eat, impossible to miss; nothing where there is nothing. */
export function allergyNotice(ticket) {
  const allergens = allergiesOf(ticket);
  return allergens.length > 0 && h('p', { class: 'allergy', 'data-key': 'allergy' }, `⚠ ${t('staff.allergy', { allergens: allergenNames(allergens) })}`);
}

/** For which order a ticket is made again, and why; nothing where it is an order of its own. */
export function remakeNotice({ remakeOf, remakeReason }) {
  return remakeOf && h('p', { class: 'instructions', 'data-key': 'remake' }, t('staff.remakeOf', { number: remakeOf.orderNumber, reason: remakeReason ?? '' }));
}

/** Whether starting a line confirms what its guest cannot eat. */
export function needsToBeSeen(line) {
  return line.status === 'queued' && line.allergies?.length > 0;
}

function allergiesOf(ticket) {
  return [...new Set(ticket.lines.filter(({ status }) => status !== 'voided').flatMap(({ allergies }) => allergies ?? []))];
}

/** A line of a ticket, which a tap takes one step on. */
export function lineView(ticket, line, stage) {
  const next = stage === 'ready' ? undefined : nextOfLine[line.status];
  const words = [
    `${line.quantity} × ${line.name}`,
    h('small', {}, h('bdi', {}, line.customizations.join(', '))),
    line.course && h('small', { class: 'course' }, t('staff.course', { course: line.course })),
    line.minAge && h('strong', {}, t('staff.minAge', { age: line.minAge })),
    line.note && h('small', { class: 'note' }, '✎ ', h('bdi', {}, line.note)),
    line.allergies && h('strong', { class: 'allergy' }, `⚠ ${t('staff.allergy', { allergens: allergenNames(line.allergies) })}`),
  ];
  // Whoever starts it has read them.
  const mark = next && needsToBeSeen(line) ? t('staff.seen') : t(`line.${line.status}`);
  return h(
    'li',
    { 'data-key': line.lineId, class: `line ${line.status}` },
    next
      ? h(
          'button',
          {
            type: 'button',
            class: 'line-button',
            'data-action': 'line',
            'data-value': ticket.key,
            'data-line': line.lineId,
            title: t(`staff.line.${line.status}`),
          },
          h('span', {}, words),
          h('span', { class: 'mark' }, mark),
        )
      : [h('span', {}, words), h('span', { class: 'mark' }, mark)],
    next &&
      line.itemId &&
      h(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'data-action': 'soldOut',
          'data-value': line.itemId,
          'aria-label': t('staff.soldOutItem', { item: line.name }),
        },
        t('guest.soldOut'),
      ),
  );
}

function actionsFor(ticket, stage, isManager) {
  if (stage === 'ready') return handOver(ticket, isManager);
  const button = (action, style, words) =>
    h('button', { type: 'button', class: style, 'data-key': action, 'data-action': action, 'data-value': ticket.key }, words);
  const isUnseen = ticket.lines.some(needsToBeSeen);
  return h(
    'div',
    { class: 'row', 'data-key': 'actions' },
    // What a guest cannot eat is confirmed by name before anything is said to be ready.
    isUnseen && button('start', 'primary', t('staff.startSeen')),
    !isUnseen && stage === 'queued' && button('start', 'primary', t('staff.start')),
    !isUnseen && stage === 'started' && button('ready', 'primary', t('staff.ready')),
    stage === 'done' && h('p', { class: 'muted', 'data-key': 'others' }, t('staff.others')),
    ...courseButtons(ticket),
    button('cancel', 'quiet', t('staff.cancel')),
  );
}

/** Fires the next course of a ticket, or holds one that nobody began. */
export function courseButtons(ticket) {
  const button = (action, course, words) =>
    course &&
    h('button', { type: 'button', class: 'quiet', 'data-key': action, 'data-action': action, 'data-value': ticket.orderId, 'data-course': String(course) }, t(words, { course }));
  return [button('fireCourse', heldCourseOf(ticket), 'staff.fireCourse'), button('holdCourse', holdableCourseOf(ticket), 'staff.holdCourse')].filter(Boolean);
}

function askToCancel(ticket) {
  const button = (action, style, words) =>
    h('button', { type: 'button', class: style, 'data-key': action, 'data-action': action, 'data-value': ticket.key }, words);
  return h(
    'div',
    { class: 'row', 'data-key': 'cancelling', role: 'group', 'aria-label': t('staff.cancel') },
    h('p', { 'data-key': 'sure' }, t('staff.cancelSure', { number: ticket.number })),
    button('cancelSurely', 'primary', t('staff.cancelYes')),
    button('keep', 'quiet', t('staff.cancelNo')),
  );
}

/** What the guest of the order is to read. */
function noteForm(ticket) {
  return h(
    'details',
    { class: 'note-form', 'data-key': 'note' },
    h('summary', {}, t('staff.writeGuest')),
    h(
      'form',
      { class: 'row', 'data-note': ticket.orderId },
      h('label', { class: 'field' }, t('staff.message'), h('input', { name: 'message', maxlength: '500', autocomplete: 'off', dir: 'auto', required: true })),
      h('button', { class: 'quiet' }, t('staff.send')),
    ),
  );
}

/** The form with which an order is handed over. */
export function handOver(ticket, isManager) {
  const needsCode = ticket.orderType === 'takeaway';
  const minAge = Math.max(0, ...ticket.lines.filter(({ status }) => status !== 'voided').map((line) => line.minAge ?? 0));
  const id = `code-${ticket.key.replace('/', '-')}`;
  return h(
    'form',
    { class: 'hand-over', 'data-key': 'hand-over', 'data-ticket': ticket.key },
    needsCode &&
      h(
        'label',
        { class: 'field', for: id },
        t('staff.code'),
        h('input', { id, name: 'code', inputmode: 'numeric', autocomplete: 'off', maxlength: '4', pattern: '[0-9]{4}', required: !isManager }),
      ),
    minAge > 0 && h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'age', required: true }), h('span', {}, t('staff.ageChecked', { age: minAge }))),
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'primary' }, t('staff.complete')),
      h('button', { type: 'button', class: 'quiet', 'data-action': 'recall', 'data-value': ticket.key }, t('staff.recall')),
      h('button', { type: 'button', class: 'quiet', 'data-action': 'remake', 'data-value': ticket.orderId }, t('staff.remake')),
    ),
  );
}
