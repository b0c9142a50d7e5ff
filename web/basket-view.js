// What is about to be ordered, as it is shown to whoever orders it.
import { allergiesView, warningOf } from './allergies.js';
import { metBy, wishes } from './basket.js';
import { courseChoice, coursesOffered } from './courses.js';
import { h } from './dom.js';
import { money, t } from './language.js';
import { nameLength } from './terms.js';

/**
 * The lines: how many of each, and in which course they come where the café asks for that.
 * @param allergies what must not be eaten: a line that contains it warns
 */
export function linesView(menu, basket, orderType, allergies) {
  const courses = coursesOffered(menu, orderType);
  return h('ul', { class: 'lines', 'data-key': 'lines' }, ...basket.lines.map((line) => lineView(menu, line, courses, allergies)));
}

/**
 * The basket of a guest, with what is asked before it is ordered.
 * @param asked menu, basket; place: what was chosen, as the page keeps it; paymentMethod: the one that counts; mayBill: whether it may go on
 *              the bill of the table; time: the field of the time, where it is asked; isOrdering: whether it is on its way
 */
export function basketView({ menu, basket, place, paymentMethod, mayBill, time, isOrdering }) {
  const { orderType, tableNumber, customerName, allergies } = place;
  const choice = (name, value, word, chosen) => h('label', { class: 'choice' }, h('input', { type: 'radio', name, value, checked: chosen === value }), h('span', {}, t(word)));
  const choices = (legend, ...all) => h('fieldset', { class: 'choices' }, h('legend', { class: 'hidden' }, t(legend)), ...all);
  return [
    h('h3', {}, t('guest.basket')),
    linesView(menu, basket, orderType, allergies),
    choices('guest.where', choice('orderType', 'takeaway', 'guest.takeaway', orderType), choice('orderType', 'dine-in', 'guest.dineIn', orderType)),
    orderType === 'dine-in' &&
      h(
        'label',
        { class: 'field', 'data-key': 'table' },
        t('guest.table'),
        h('select', { name: 'tableNumber' }, ...menu.tables.map((table) => h('option', { selected: table === tableNumber }, table))),
      ),
    orderType === 'takeaway' &&
      h(
        'label',
        { class: 'field', 'data-key': 'name' },
        t('guest.name'),
        h('input', { name: 'customerName', maxlength: nameLength, autocomplete: 'given-name', dir: 'auto', value: customerName ?? '' }),
      ),
    time,
    allergiesView(allergies),
    choices(
      'guest.how',
      choice('paymentMethod', 'card', 'guest.byCard', paymentMethod),
      choice('paymentMethod', 'cash', 'guest.byCash', paymentMethod),
      mayBill && choice('paymentMethod', 'bill', 'guest.onBill', paymentMethod),
    ),
    h(
      'button',
      { type: 'button', class: 'primary', 'data-key': 'order', 'data-action': 'order', disabled: isOrdering },
      t('guest.order', { price: money(basket.total(menu, orderType), menu.currency) }),
    ),
  ];
}

function lineView(menu, line, courses, allergies) {
  const item = menu.items.find(({ itemId }) => itemId === line.itemId)?.name ?? line.itemId;
  const step = (action, word, sign) => h('button', { type: 'button', 'data-action': action, 'data-value': line.key, 'aria-label': t(word, { item }) }, sign);
  return h(
    'li',
    { 'data-key': line.key },
    h('span', {}, item, h('small', {}, h('bdi', {}, wishes(menu, line))), warningOf(metBy(menu, line, allergies), 'small')),
    step('less', 'guest.less', '−'),
    h('output', {}, String(line.quantity)),
    step('more', 'guest.more', '+'),
    courses > 0 && courseChoice(line, item, courses),
  );
}
