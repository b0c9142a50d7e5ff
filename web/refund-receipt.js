// The paper of money that went back, with a number of its own. docs/protocol.md §5, "Receipts".
import { fullTime, money, t } from './language.js';
import { lettersOf, numberOf, receiptPaper, rowsOf, words } from './receipt-paper.js';

/** Whether a refund has a paper: one that failed gave nothing back. */
export function hasPaper({ status }) {
  return status !== 'failed';
}

/**
 * The paper of a refund.
 * @param refund the refund as a manager reads it
 * @param orderNumber what people call its order
 * @param cafe {name, currency, seller}
 */
export function refundReceipt(refund, orderNumber, cafe) {
  const { amount, reason, requestedAt, receiptNumber, ofReceipt, taxes = [] } = refund;
  const { taxRows } = lettersOf(taxes.map(({ rate }) => rate), cafe.currency);
  return receiptPaper(
    cafe,
    t('receipt.refund', { number: orderNumber }),
    [numberOf(receiptNumber), fullTime(requestedAt)],
    rowsOf([words(t('receipt.givenBack'), ofReceipt && t('receipt.ofReceipt', { number: ofReceipt }), reason), money(amount, cafe.currency)], ...taxRows(taxes)),
  );
}
