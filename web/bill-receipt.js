// The receipt of a bill, or of one of its payments, as it goes on paper. docs/protocol.md §5, "Receipts of bills".
import { h } from './dom.js';
import { fullTime, money, t } from './language.js';
import { priceLines } from './price-lines.js';

/**
 * The receipt of a bill.
 * @param receipt what goes on it
 * @param paymentId the payment that it is the receipt of; all of the bill where none is named
 * @param bill the bill itself, which says what makes it cost something else than its lines
 */
export function billReceipt(receipt, paymentId, bill) {
  const { cafeName, currency, billNumber, tableNumber, openedAt } = receipt;
  const amount = (value) => money(value, currency);
  const payments = paymentId ? receipt.payments.filter((one) => one.paymentId === paymentId) : receipt.payments;
  const own = paymentId && payments[0]?.lineIds;
  const lines = own ? receipt.lines.filter(({ lineId }) => own.includes(lineId)) : receipt.lines;
  const row = (label, value) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, value));
  return h(
    'article',
    { class: 'receipt', 'aria-label': t('receipt.title', { number: billNumber }) },
    h('h2', {}, h('bdi', {}, cafeName)),
    h('p', {}, [t('receipt.title', { number: billNumber }), tableNumber && t('staff.table', { number: tableNumber }), fullTime(openedAt)].filter(Boolean).join(' · ')),
    h(
      'table',
      {},
      h(
        'tbody',
        {},
        ...lines.map(({ quantity, name, details, price }) => row([`${quantity} × `, h('bdi', {}, name), details.length > 0 && ` (${details.join(', ')})`], amount(price))),
      ),
    ),
    ...(bill && !paymentId ? priceLines(bill, currency) : []),
    h(
      'table',
      {},
      h(
        'tbody',
        {},
        row(t('receipt.total'), amount(receipt.total)),
        !paymentId && receipt.taxes.map(({ rate, net, tax }) => row(t('receipt.tax', { rate, net: amount(net) }), amount(tax))),
        ...payments.flatMap((one) => [
          row([t(`closing.tender.${one.tender}`), one.reference, one.receiptNumber && t('receipt.number', { number: one.receiptNumber })].filter(Boolean).join(' · '), amount(one.amount)),
          ...(one.tip > 0 ? [row(t('closing.tips'), amount(one.tip))] : []),
          ...(paymentId ? one.taxes.map(({ rate, net, tax }) => row(t('receipt.tax', { rate, net: amount(net) }), amount(tax))) : []),
        ]),
        receipt.refunded > 0 && !paymentId && row(t('closing.refunds'), amount(-receipt.refunded)),
        receipt.due > 0 && row(t('receipt.due'), amount(receipt.due)),
      ),
    ),
  );
}
