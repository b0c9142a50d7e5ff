// The receipt of an order that is paid by itself, as it goes on paper. docs/protocol.md §5, "Receipts", §10.
import { h } from './dom.js';
import { fullTime, money, t } from './language.js';
import { priceLines } from './price-lines.js';
import { lettersOf, numberOf, receiptPaper, rowsOf, words } from './receipt-paper.js';

/**
 * The receipt of an order.
 * @param order the order as a manager reads it
 * @param cafe {name, currency, seller}
 */
export function orderReceipt(order, cafe) {
  const { orderNumber, tableNumber, createdAt, items, total, taxes = [], payment, due = 0 } = order;
  const amount = (value) => money(value, cafe.currency);
  const { amountAt, taxRows } = lettersOf([...items.map(({ taxRate }) => taxRate), ...taxes.map(({ rate }) => rate)], cafe.currency);
  const back = (payment.refunds ?? []).filter(({ status }) => status !== 'failed');
  return receiptPaper(
    cafe,
    t('receipt.title', { number: orderNumber }),
    [tableNumber && t('staff.table', { number: tableNumber }), fullTime(payment.captures?.at(-1).at ?? createdAt)],
    rowsOf(
      ...items
        .filter(({ status }) => status !== 'voided')
        .map(({ quantity, name: what, customizations, total: price, taxRate }) => [[`${quantity} × `, h('bdi', {}, what), customizations.length > 0 && ` (${customizations.join(', ')})`], amountAt(price, taxRate)]),
    ),
    ...priceLines(order, cafe.currency),
    rowsOf(
      [t('receipt.total'), amount(total)],
      ...taxRows(taxes),
      ...paidRows(payment, amount),
      payment.tip > 0 && [t('closing.tips'), amount(payment.tip)],
      ...back.map((one) => [words(t('closing.refunds'), numberOf(one.receiptNumber)), amount(-one.amount)]),
      due > 0 && [t('receipt.due'), amount(due)],
    ),
  );
}

// Each payment with its number; all in one where it is not known when each came.
function paidRows({ captures, captured, method, receiptNumber }, amount) {
  if (captures) return captures.map((one) => [words(t(`closing.tender.${one.tender}`), numberOf(one.receiptNumber), captures.length > 1 && fullTime(one.at)), amount(one.amount)]);
  return [captured > 0 && [words(t(`receipt.${method}`), numberOf(receiptNumber)), amount(captured)]];
}
