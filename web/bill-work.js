// What the staff does with a bill besides its money: opens it, moves it, gives it to a colleague, puts two together, takes the service charge off, ends it. docs/protocol.md §5, "Bills".
import { h } from './dom.js';
import { t } from './language.js';
import { nameLength } from './terms.js';

const reasonLength = 500;

const works = {
  open: ({ table, guest }) => ['bill_open', { ...(table.value && { tableNumber: table.value }), ...(guest.value.trim() && { name: guest.value.trim() }) }],
  move: ({ table }) => ['bill_update', { tableNumber: table.value }],
  give: ({ person }) => ['bill_update', { employeeId: person.value }],
  merge: ({ into }) => ['bill_update', { mergeInto: into.value }],
  uncharge: ({ reason }) => ['service_charge_remove', { reason: reason.value.trim() }],
  close: ({ reason }) => ['bill_close', reason ? { reason: reason.value.trim() } : {}],
};

/** The command that a form of this file asks for, without whose bill it is: [type, data]. */
export function workOf({ dataset, elements }) {
  return works[dataset.does](elements);
}

/** The form that opens a bill; closed until somebody needs it. */
export function openForm(tables) {
  return h(
    'details',
    { class: 'bill-work', 'data-key': 'open-bill' },
    h('summary', {}, t('staff.openBill')),
    h(
      'form',
      { class: 'stack', 'data-bill': '', 'data-does': 'open' },
      field(t('staff.billTable'), h('select', { name: 'table' }, h('option', { value: '' }, t('staff.noTable')), ...tables.map((table) => option(table, table)))),
      field(t('staff.billName'), h('input', { name: 'guest', maxlength: nameLength, autocomplete: 'off', dir: 'auto' })),
      h('button', { class: 'primary' }, t('staff.open')),
    ),
  );
}

/**
 * The forms that change an open bill; closed until somebody needs them.
 * @param bill the bill
 * @param others the other open bills
 * @param people who works here
 * @param tables the tables of the café
 * @param isManager whether who works may take the service charge off, and end a bill that nobody pays
 */
export function workForms(bill, others, people, tables, isManager) {
  const otherTables = tables.filter((table) => table !== bill.tableNumber);
  const colleagues = people.filter(({ employeeId }) => employeeId !== bill.employeeId);
  const isOver = bill.due <= 0;
  return h(
    'details',
    { class: 'bill-work', 'data-key': `work-${bill.billId}` },
    h('summary', {}, t('staff.changeBill')),
    otherTables.length > 0 && form(bill, 'move', choice('table', t('staff.toTable'), otherTables.map((table) => option(table, table))), t('staff.moveBill')),
    colleagues.length > 0 && form(bill, 'give', choice('person', t('staff.toPerson'), colleagues.map(({ employeeId, name }) => option(employeeId, name))), t('staff.giveBill')),
    others.length > 0 && form(bill, 'merge', choice('into', t('staff.toBill'), others.map((other) => option(other.billId, billName(other)))), t('staff.mergeBill')),
    isManager && bill.serviceCharge > 0 && form(bill, 'uncharge', reason(), t('staff.uncharge')),
    (isOver || isManager) && form(bill, 'close', !isOver && reason(), t('staff.closeBill')),
  );
}

/** The form that takes the service charge off an order that is on no bill. */
export function unchargeForm(orderId) {
  return h('form', { class: 'row', 'data-key': 'uncharge', 'data-uncharge': orderId }, reason(), h('button', { class: 'quiet' }, t('staff.uncharge')));
}

/** The command that it asks for. */
export function unchargeOf({ dataset, elements }) {
  return { orderId: dataset.uncharge, reason: elements.reason.value.trim() };
}

/** What people call a bill: its number, with its table and its name where it has them. */
export function billName({ billNumber, tableNumber, name }) {
  return [billNumber, tableNumber && t('staff.table', { number: tableNumber }), name].filter(Boolean).join(' · ');
}

function form(bill, does, asked, words) {
  return h('form', { class: 'row', 'data-key': does, 'data-bill': bill.billId, 'data-does': does }, asked, h('button', { class: 'quiet' }, words));
}

// What is gone meanwhile chooses nothing else in its place: then the browser asks again.
function choice(name, words, options) {
  return field(words, h('select', { name, required: true }, h('option', { value: '' }, t('staff.choose')), ...options));
}

function reason() {
  return field(t('staff.discountReason'), h('input', { name: 'reason', required: true, maxlength: reasonLength, autocomplete: 'off', dir: 'auto' }));
}

function field(words, control) {
  return h('label', { class: 'field' }, h('span', {}, words), control);
}

function option(value, words) {
  return h('option', { value, 'data-key': `option-${value}` }, words);
}
