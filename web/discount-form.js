// What the staff takes off a price: a discount with a name, so many percent, an amount, or all of it. docs/protocol.md §5, "Discounts".
import { h } from './dom.js';
import { money, t } from './language.js';

/**
 * The form, and what was taken off already, to be taken back.
 * @param of {orderId} or {billId}: whose price it is
 * @param given the discounts that it has
 * @param rules what the café lets its staff take off, and the currency
 * @param isManager whether who works may take off anything
 */
export function discountView(of, given, rules, isManager) {
  const kinds = kindsOf(rules, isManager);
  const [field, id] = Object.entries(of)[0];
  return [
    ...(given ?? []).map((one) => h(
      'p',
      { class: 'row', 'data-key': one.appliedId },
      h('bdi', {}, `${nameOf(one)}: ${money(-one.off, rules.currency)}`),
      h('button', { type: 'button', class: 'quiet', 'data-action': 'discountBack', 'data-value': one.appliedId, [`data-${field === 'orderId' ? 'order' : 'bill'}`]: id }, t('staff.discountBack')),
    )),
    kinds.length > 0 &&
      h(
        'details',
        { 'data-key': 'discount' },
        h('summary', {}, t('staff.discount')),
        h(
          'form',
          { class: 'row', 'data-discount': field, 'data-of': id },
          h('label', { class: 'field' }, t('staff.discountKind'), h('select', { name: 'kind' }, ...kinds.map(({ value, name }) => h('option', { value }, name)))),
          h('label', { class: 'field' }, t('staff.discountValue'), h('input', { type: 'number', name: 'value', min: '0', step: 'any' })),
          h('label', { class: 'field' }, t('staff.discountReason'), h('input', { name: 'reason', maxlength: '500' })),
          h('button', { class: 'primary' }, t('staff.discountGive')),
        ),
      ),
  ];
}

/** The command that the form stands for. */
export function discountOf({ dataset, elements }) {
  const [kind, id] = elements.kind.value.split(' ');
  const value = Number(elements.value.value);
  const discount = kind === 'named' ? { discountId: id } : kind === 'comp' ? { percent: 100 } : { [kind]: value };
  const reason = elements.reason.value.trim();
  return { [dataset.discount]: dataset.of, discount, ...(reason && { reason }) };
}

/** The command that takes a discount back. */
export function discountBack(appliedId, { order, bill }) {
  return { appliedId, reason: 'Given by mistake', ...(order ? { orderId: order } : { billId: bill }) };
}

function kindsOf({ named = [], employeePercent = 0, employeeComps = false }, isManager) {
  const free = isManager || employeePercent > 0;
  return [
    ...named.filter(({ by }) => isManager || by === 'employee').map(({ discountId, name }) => ({ value: `named ${discountId}`, name })),
    ...(free ? ['percent', 'amount'] : []).map((kind) => ({ value: kind, name: t(`staff.discount.${kind}`) })),
    ...(isManager || employeeComps ? [{ value: 'comp', name: t('staff.discount.comp') }] : []),
  ];
}

function nameOf({ name, percent }) {
  if (name) return name;
  return percent === 100 ? t('staff.discount.comp') : t('staff.discount');
}
