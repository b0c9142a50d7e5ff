// The receipt of a bill, or of one of its payments, as it goes on paper. docs/protocol.md §5, "Receipts".
import { h } from './dom.js';
import { fullTime, money, t } from './language.js';
import { priceLines } from './price-lines.js';
import { lettersOf, numberOf, receiptPaper, rowsOf, words } from './receipt-paper.js';

/**
 * The receipt of a bill.
 * @param receipt what goes on it
 * @param paymentId the payment that it is the receipt of; all of the bill where none is named
 * @param bill the bill itself, which says what makes it cost something else than its lines
 */
export function billReceipt(receipt, paymentId, bill) {
  const { currency, billNumber, tableNumber, payments } = receipt;
  const amount = (value) => money(value, currency);
  const part = paymentId && payments.find((one) => one.paymentId === paymentId);
  const lines = part ? receipt.lines.filter((line) => isPaidBy(part, line)) : receipt.lines;
  const whole = part?.billTotal ?? receipt.total;
  // A rate has the same letter on all papers of the bill.
  const { amountAt, taxRows } = lettersOf([...receipt.lines.map(({ taxRate }) => taxRate), ...receipt.taxes.map(({ rate }) => rate), ...(part?.taxes ?? []).map(({ rate }) => rate)], currency);
  const paid = (one, ...more) => [
    [words(t(`closing.tender.${one.tender}`), one.reference, numberOf(one.receiptNumber), ...more), amount(one.amount)],
    one.tip > 0 && [t('closing.tips'), amount(one.tip)],
  ];
  return receiptPaper(
    { name: receipt.cafeName, seller: receipt.seller },
    t('receipt.title', { number: billNumber }),
    [tableNumber && t('staff.table', { number: tableNumber }), fullTime(part ? (part.at ?? receipt.openedAt) : dateOf(receipt))],
    rowsOf(...lines.map(({ quantity, name, details, price, taxRate }) => [[`${quantity} × `, h('bdi', {}, name), details.length > 0 && ` (${details.join(', ')})`], amountAt(price, taxRate)])),
    ...(bill && !part ? priceLines(bill, currency) : []),
    part
      ? rowsOf([t('receipt.total'), amount(part.amount)], ...taxRows(part.taxes), ...paid(part))
      : rowsOf(
          [t('receipt.total'), amount(receipt.total)],
          ...taxRows(receipt.taxes),
          ...payments.flatMap((one) => paid(one, one.at && fullTime(one.at))),
          receipt.refunded > 0 && [t('closing.refunds'), amount(-receipt.refunded)],
          receipt.due > 0 && [t('receipt.due'), amount(receipt.due)],
        ),
    part && part.amount !== whole && h('p', {}, t('receipt.partOf', { number: billNumber, total: amount(whole) })),
  );
}

// Its own lines; of a payment for no lines in particular those that had been ordered when it came, so that its paper stays as it was.
function isPaidBy({ lineIds, at }, { lineId, orderedAt }) {
  return lineIds ? lineIds.includes(lineId) : !at || new Date(orderedAt) <= new Date(at);
}

// When the money moved last; where none did, when the bill was opened.
function dateOf({ openedAt, closedAt, payments }) {
  const moments = payments.map(({ at }) => at).filter(Boolean);
  return moments.sort((one, other) => new Date(one) - new Date(other)).at(-1) ?? closedAt ?? openedAt;
}
