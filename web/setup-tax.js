// How a café's sales are taxed, as fields: classes with a rate for eating in and for taking away, and whether prices contain it.
import { h } from './dom.js';
import { t } from './language.js';
import { add, listView, part } from './setup-lists.js';

/** The tax of the café. */
export function taxPart(page) {
  const { file, make, isNew } = page;
  const turn = h('button', { type: 'button', class: 'quiet', 'data-key': 'tax', 'data-action': 'tax', 'data-value': '' }, t(file.tax ? 'setup.noTax' : 'setup.countTax'));
  if (!file.tax) return part(page, 'tax', ['tax'], h('p', { class: 'muted', 'data-key': 'none' }, t('setup.untaxed')), turn);
  return part(
    page,
    'tax',
    ['tax'],
    h(
      'div',
      { class: 'entries', 'data-key': 'rules' },
      make('tax.included', 'setup.taxIncluded', { kind: 'yes', options: ['true', 'false'].map((value) => [value, t(`setup.taxIncluded.${value}`)]) }),
      make('tax.rounding', 'setup.taxRounding', { options: ['order', 'line', 'bill'].map((value) => [value, t(`setup.taxRounding.${value}`)]) }),
    ),
    h('p', { class: 'muted', 'data-key': 'how' }, t('setup.taxHow')),
    ...listView(page, 'tax.classes', (path, one) => [
      make(`${path}.name`, 'setup.name'),
      isNew(one) && make(`${path}.taxClassId`, 'setup.id', { more: { placeholder: t('setup.idMade') } }),
      make(`${path}.rate`, 'setup.rate', { kind: 'number' }),
      make(`${path}.takeawayRate`, 'setup.takeawayRate', { kind: 'number', more: { placeholder: one.rate === undefined ? '' : String(one.rate) } }),
    ]),
    turn,
  );
}

/** How an item is taxed; nothing where the café counts no tax. */
export function taxOf({ file, make }, path, { taxClass }) {
  const classes = file.tax?.classes.filter(({ taxClassId }) => taxClassId);
  if (!classes?.length) return null;
  const named = classes.map(({ taxClassId, name, rate }) => [taxClassId, `${name} · ${rate ?? '?'} %`]);
  const gone = taxClass && !classes.some(({ taxClassId }) => taxClassId === taxClass) ? [[taxClass, taxClass]] : [];
  return make(`${path}.taxClass`, 'setup.taxClass', { options: [['', t('setup.firstTax', { name: classes[0].name })], ...named, ...gone] });
}

/** The café counts tax from now on, or none any more: then nothing of it names a class. Answers what is new. */
export function turnTax(file) {
  if (!file.tax) {
    file.tax = { included: true, rounding: 'order', classes: [] };
    return add(file, 'tax.classes');
  }
  delete file.tax;
  for (const one of [...file.menu, file.serviceCharge ?? {}]) delete one.taxClass;
  return [];
}
