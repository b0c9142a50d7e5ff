// A bill that is divided and paid in parts, for the staff: evenly, by lines, or any amount. docs/protocol.md §5, "Bills".
import { h } from './dom.js';
import { money, t } from './language.js';

const most = 50;

/** The forms that divide a bill and take a part of its money; closed until somebody needs them. */
export function billParts(bill, currency, receipt) {
  return h('details', { 'data-key': `parts-${bill.billId}` }, h('summary', {}, t('staff.inParts')), payForm(bill, currency), splitForm(bill, currency, receipt));
}

/**
 * What a form of payment says: how, how much, and of which part.
 * @param step to whose multiples the café rounds cash; absent where it does not
 */
export function paymentOf(form, bill, step) {
  const { what, amount, tip, method, reference } = form.elements;
  const part = bill.parts?.find(({ partId }) => partId === what.value);
  // What was voided or paid otherwise since the bill was divided is not asked for any more.
  const inCash = (due) => (method.value === 'cash' && step ? rounded(due, step) : due);
  const asked = part ? { partId: part.partId, amount: inCash(Math.min(part.amount, bill.due)) } : { amount: what.value === 'due' ? inCash(bill.due) : Number(amount.value) };
  return { method: method.value, ...asked, ...(Number(tip.value) > 0 && { tip: Number(tip.value) }), ...(method.value === 'card' && { reference: reference.value }) };
}

/** The nearest multiple of a step, the upper of two; in thousandths, for sums of decimals are not exact. */
function rounded(amount, step) {
  const [units, each] = [Math.round(amount * 1000), Math.round(step * 1000)];
  return (Math.floor((units + each / 2) / each) * each) / 1000;
}

/** What a form of division says: in so many ways, or the lines of one part. */
export function splitOf(form, submitter) {
  if (submitter?.value === 'ways') return { ways: Number(form.elements.ways.value) };
  return { parts: [{ lineIds: [...form.querySelectorAll('[name=line]:checked')].map(({ value }) => value) }] };
}

function payForm(bill, currency) {
  const amount = (value) => money(value, currency);
  const parts = (bill.parts ?? []).filter(({ paid }) => !paid);
  return h(
    'form',
    { 'data-bill': bill.billId, 'data-does': 'pay', class: 'stack' },
    h(
      'label',
      { class: 'field' },
      h('span', {}, t('staff.what')),
      h(
        'select',
        { name: 'what' },
        h('option', { value: 'due' }, t('staff.allDue', { amount: amount(bill.due) })),
        ...parts.map(({ partId, name, amount: asked }, place) => h('option', { value: partId }, `${name ?? t('staff.part', { number: place + 1 })} · ${amount(Math.min(asked, bill.due))}`)),
        h('option', { value: 'amount' }, t('staff.anAmount')),
      ),
    ),
    h('label', { class: 'field' }, h('span', {}, t('staff.amount')), h('input', { name: 'amount', type: 'number', min: '0', step: 'any', inputmode: 'decimal', autocomplete: 'off' })),
    h('label', { class: 'field' }, h('span', {}, t('staff.tip')), h('input', { name: 'tip', type: 'number', min: '0', step: 'any', inputmode: 'decimal', autocomplete: 'off' })),
    h(
      'label',
      { class: 'field' },
      h('span', {}, t('staff.how')),
      h('select', { name: 'method' }, h('option', { value: 'cash' }, t('closing.tender.cash')), h('option', { value: 'card' }, t('closing.tender.terminal'))),
    ),
    h('label', { class: 'field' }, h('span', {}, t('staff.reference')), h('input', { name: 'reference', maxlength: '255', autocomplete: 'off' })),
    h('button', { type: 'submit', class: 'primary' }, t('staff.take')),
  );
}

function splitForm(bill, currency, receipt) {
  return h(
    'form',
    { 'data-bill': bill.billId, 'data-does': 'split', class: 'stack' },
    h('label', { class: 'field' }, h('span', {}, t('staff.ways')), h('input', { name: 'ways', type: 'number', min: '1', max: most, value: '2', inputmode: 'numeric' })),
    h('button', { type: 'submit', value: 'ways', class: 'quiet' }, t('staff.divide')),
    receipt
      ? h(
          'fieldset',
          {},
          h('legend', {}, t('staff.whoseLines')),
          ...receipt.lines.map(({ lineId, quantity, name, price }) =>
            h('label', { class: 'person', 'data-key': lineId }, h('input', { type: 'checkbox', name: 'line', value: lineId }), h('span', {}, `${quantity} × `, h('bdi', {}, name), ` · ${money(price, currency)}`)),
          ),
          h('button', { type: 'submit', value: 'lines', class: 'quiet' }, t('staff.makePart')),
        )
      : h('button', { type: 'button', class: 'quiet', 'data-action': 'showLines', 'data-value': bill.billId }, t('staff.byLines')),
  );
}
