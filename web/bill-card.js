// What a guest sees of the bill that they are on: what it comes to, what is still due, and where they pay what they ordered themselves. docs/protocol.md §5, "Bills".
import { h } from './dom.js';
import { money, t } from './language.js';
import { priceLines } from './price-lines.js';
import { voucherForm } from './voucher-form.js';

/** The card of one bill. */
export function billCard(bill, currency, takesVouchers) {
  const amount = (value) => money(value, currency);
  // A guest is told the page of own orders alone, and of those only while something is due.
  const own = bill.orders.filter(({ paymentUrl }) => paymentUrl);
  return h(
    'article',
    { class: 'order bill', 'data-key': bill.billId, 'aria-label': bill.billNumber },
    h('header', {}, h('h3', {}, t('guest.bill', { number: bill.billNumber })), h('span', { class: 'price' }, amount(bill.total))),
    h(
      'ul',
      { class: 'lines' },
      ...bill.orders
        .filter(({ status }) => status !== 'cancelled')
        .map(({ orderId, orderNumber, total }) => h('li', { 'data-key': orderId }, h('span', {}, orderNumber), h('span', { class: 'price' }, amount(total)))),
    ),
    ...priceLines(bill, currency),
    h('p', {}, t('guest.billDue', { due: amount(bill.due), paid: amount(bill.paid) })),
    bill.cashDue !== undefined && bill.cashDue !== bill.due && h('p', { class: 'muted', 'data-key': 'cash' }, t('price.cashDue', { amount: amount(bill.cashDue) })),
    ...(bill.parts ?? []).map(({ partId, name, amount: asked, paid }) =>
      h('p', { class: 'muted', 'data-key': partId }, h('bdi', {}, [name ?? t('guest.billPart'), amount(asked), paid && '✓'].filter(Boolean).join(' · '))),
    ),
    own.length > 0 &&
      h(
        'div',
        { class: 'row', 'data-key': 'own' },
        ...own.map(({ orderId, orderNumber, due, paymentUrl }) =>
          h('a', { class: 'button primary', 'data-key': orderId, href: paymentUrl, target: '_blank', rel: 'noreferrer' }, t('guest.payOwn', { number: orderNumber, amount: amount(due) })),
        ),
      ),
    bill.due > 0 && h('p', { class: 'muted', 'data-key': 'divide' }, t('guest.billDivide')),
    takesVouchers && bill.due > 0 && voucherForm({ billId: bill.billId }, bill.due, currency),
  );
}
