// The receipt of an order that is paid by itself, as it goes on paper. docs/protocol.md §5, §10.
import { h } from './dom.js';
import { fullTime, money, t } from './language.js';
import { priceLines } from './price-lines.js';

/**
 * The receipt of an order.
 * @param order the order as a manager reads it
 * @param cafe {name, currency}
 */
export function orderReceipt(order, { name, currency }) {
  const { orderNumber, tableNumber, createdAt, items, total, taxes = [], payment, due = 0 } = order;
  const amount = (value) => money(value, currency);
  const row = (label, value) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, value));
  const table = (...rows) => h('table', {}, h('tbody', {}, ...rows));
  const words = (...all) => all.filter(Boolean).join(' · ');
  const receiptOf = (number) => number && t('receipt.number', { number });
  const back = (payment.refunds ?? []).filter(({ status }) => status !== 'failed');
  return h(
    'article',
    { class: 'receipt', 'aria-label': t('receipt.title', { number: orderNumber }) },
    h('h2', {}, h('bdi', {}, name)),
    h('p', {}, words(t('receipt.title', { number: orderNumber }), tableNumber && t('staff.table', { number: tableNumber }), fullTime(createdAt))),
    table(
      ...items
        .filter(({ status }) => status !== 'voided')
        .map(({ quantity, name: what, customizations, total: price }) => row([`${quantity} × `, h('bdi', {}, what), customizations.length > 0 && ` (${customizations.join(', ')})`], amount(price))),
    ),
    ...priceLines(order, currency),
    table(
      row(t('receipt.total'), amount(total)),
      ...taxes.map(({ rate, net, tax }) => row(t('receipt.tax', { rate, net: amount(net) }), amount(tax))),
      payment.captured > 0 && row(words(t(`receipt.${payment.method}`), receiptOf(payment.receiptNumber)), amount(payment.captured)),
      payment.tip > 0 && row(t('closing.tips'), amount(payment.tip)),
      ...back.map((one) => row(words(t('closing.refunds'), receiptOf(one.receiptNumber)), amount(-one.amount))),
      due > 0 && row(t('receipt.due'), amount(due)),
    ),
  );
}
