// What goes on the browser's own printer, alone on its paper.
import { h } from './dom.js';
import { allergyNotice, placeOf, remakeNotice } from './ticket-card.js';
import { allergenNames } from './allergies.js';
import { t, whenOf } from './language.js';

/** Puts something on paper, alone. */
export function printAlone(content) {
  const sheet = h('div', { class: 'on-paper' }, content);
  document.body.append(sheet);
  document.body.classList.add('prints');
  const end = () => {
    document.body.classList.remove('prints');
    sheet.remove();
  };
  addEventListener('afterprint', end, { once: true });
  print();
}

/** A ticket as it goes on paper: what is left to make of it, and what its guests cannot eat before all else. */
export function ticketPaper(ticket, counterName) {
  const lines = ticket.lines.filter(({ status }) => status !== 'voided');
  return h(
    'article',
    { class: 'receipt ticket-paper', 'aria-label': ticket.number },
    h('h2', {}, ticket.number),
    h('p', {}, h('strong', {}, placeOf(ticket).join(' · '))),
    h('p', {}, [counterName, whenOf(ticket.assignedAt), ticket.priority !== 'normal' && t(`priority.${ticket.priority}`)].filter(Boolean).join(' · ')),
    ticket.status === 'cancelled' && h('p', { class: 'allergy' }, t('counter.cancelled')),
    remakeNotice(ticket),
    allergyNotice(ticket),
    h('ul', {}, ...lines.map(lineOnPaper)),
    ticket.instructions && h('p', {}, h('strong', {}, h('bdi', {}, `“${ticket.instructions}”`))),
  );
}

function lineOnPaper(line) {
  return h(
    'li',
    {},
    h('strong', {}, `${line.quantity} × `, h('bdi', {}, line.name)),
    line.course && h('p', {}, `${t('staff.course', { course: line.course })}${line.status === 'held' ? ` · ${t('line.held')}` : ''}`),
    ...line.customizations.map((wish) => h('p', {}, h('bdi', {}, wish))),
    line.note && h('p', {}, '✎ ', h('bdi', {}, line.note)),
    line.allergies && h('p', { class: 'allergy' }, `⚠ ${t('staff.allergy', { allergens: allergenNames(line.allergies) })}`),
    line.minAge && h('p', {}, t('staff.minAge', { age: line.minAge })),
  );
}
