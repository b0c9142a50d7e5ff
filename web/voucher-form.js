// Paying with a voucher or a gift card. docs/protocol.md §5, "Vouchers".
import { h } from './dom.js';
import { money, t } from './language.js';

const shortest = 8;
const longest = 64;

/** The form that takes a code for what is due of a bill or an order: {billId} or {orderId}. */
export function voucherForm(what, due, currency) {
  return h(
    'form',
    { 'data-voucher': what.billId ?? what.orderId, 'data-of': what.billId ? 'bill' : 'order', 'data-key': `voucher-${what.billId ?? what.orderId}`, class: 'voucher' },
    h(
      'label',
      { class: 'field' },
      h('span', {}, t('voucher.code')),
      h('input', { name: 'code', required: true, minlength: shortest, maxlength: longest, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' }),
    ),
    what.billId && h('label', { class: 'field' }, h('span', {}, t('voucher.amount')), h('input', { name: 'amount', type: 'number', min: '0', max: due, step: 'any', value: due, inputmode: 'decimal', autocomplete: 'off' })),
    h('button', { type: 'submit', class: 'quiet' }, what.billId ? t('voucher.pay') : t('voucher.payAll', { amount: money(due, currency) })),
  );
}

/** The payload of the command that a form asks for. */
export function voucherPayment(form, due) {
  const { voucher, of } = form.dataset;
  const code = form.elements.code.value.trim();
  form.elements.code.value = '';
  return of === 'bill' ? { code, billId: voucher, amount: Number(form.elements.amount.value) } : { code, orderId: voucher, amount: due };
}

/** What a voucher_changed says, in words. */
export function voucherNews({ status, lastFour, reason }) {
  const known = status === 'refused' && ['unknown_code', 'empty', 'expired'].includes(reason) ? `voucher.${reason}` : `voucher.${status}`;
  return t(known, { code: lastFour });
}
