// How a guest comes onto the bill of the table. docs/protocol.md §5, "Bills".
import { h } from './dom.js';
import { t } from './language.js';

/** Whether guests of a café order on the bill of their table. */
export function mayUseBills(menu) {
  return menu?.bills === 'join' || menu?.bills === 'open';
}

/** What a guest at a table has who is on no bill: the way onto the one of the table, where the café lets its guests join. */
export function joinView(menu, table) {
  return mayUseBills(menu) && h('button', { type: 'button', class: 'quiet', 'data-key': 'joinBill', 'data-action': 'joinBill', 'data-value': table }, t('guest.joinBill', { number: table }));
}
