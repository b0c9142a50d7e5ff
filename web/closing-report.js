// A closing as it goes on paper. docs/protocol.md §5, "The day's closing".
import { h } from './dom.js';
import { money, t, whenOf } from './language.js';

/** The whole report. */
export function closingReport({ cafeName, currency, closing }) {
  const { summary } = closing;
  const amount = (value) => money(value, currency);
  const table = (name, rows) =>
    rows.length > 0 &&
    h(
      'table',
      {},
      h('caption', {}, t(`closing.${name}`)),
      h('tbody', {}, ...rows.map(([label, count, value]) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, count), h('td', {}, value)))),
    );
  const takings = ({ payments, amount: came, tips, refunds, refunded, total }) => [
    [t('closing.payments'), payments, amount(came)],
    [t('closing.tips'), '', amount(tips)],
    [t('closing.refunds'), refunds, amount(-refunded)],
    [t('closing.total'), '', amount(total)],
  ];
  const tenderOf = ({ tender, provider }) => [t(`closing.tender.${tender}`), provider].filter(Boolean).join(' ');
  return h(
    'article',
    { class: 'report', 'data-key': `report-${closing.kind}-${summary.number}`, 'aria-label': t(`closing.${closing.kind}`, { number: summary.number }) },
    h('header', {}, h('h4', {}, t(`closing.${closing.kind}`, { number: summary.number })), h('p', {}, h('bdi', {}, cafeName))),
    h('p', { class: 'muted' }, `${summary.day} · ${whenOf(summary.from)} – ${whenOf(summary.to)} · ${summary.by}`),
    table('sales', [
      [t('closing.orders'), summary.orders, ''],
      [t('closing.gross'), '', amount(summary.gross)],
      [t('closing.net'), '', amount(summary.net)],
      [t('closing.tax'), '', amount(summary.tax)],
      [t('closing.tips'), '', amount(summary.tips)],
    ]),
    table('taxes', [
      ...closing.taxes.map(({ rate, net, tax }) => [`${rate} %`, amount(net), amount(tax)]),
      ...(closing.untaxed === 0 ? [] : [[t('closing.untaxed'), amount(closing.untaxed), '']]),
    ]),
    ...closing.tenders.map((one) => h('table', {}, h('caption', {}, tenderOf(one)), rowsOf(takings(one)))),
    table(
      'people',
      closing.people.map((one) => [`${one.name ?? one.employeeId} · ${tenderOf(one)}`, one.payments, amount(one.total)]),
    ),
    table('changes', [
      [t('closing.refunds'), closing.refunds.count, amount(closing.refunds.amount)],
      [t('closing.voids'), closing.voids.count, amount(closing.voids.amount)],
      [t('closing.cancellations'), closing.cancellations.count, amount(closing.cancellations.amount)],
    ]),
    table(
      'prices',
      ['discounts', 'comps', 'serviceCharge', 'rounding'].filter((name) => closing.prices[name] !== 0).map((name) => [t(`closing.${name}`), '', amount(closing.prices[name])]),
    ),
    table('drawer', [
      [t('closing.float'), '', amount(summary.drawer.float)],
      [t('closing.taken'), '', amount(summary.drawer.taken)],
      [t('closing.expected'), '', amount(summary.drawer.expected)],
      ...(summary.drawer.counted === undefined
        ? []
        : [
            [t('closing.counted'), '', amount(summary.drawer.counted)],
            [t('closing.difference'), '', amount(summary.drawer.difference)],
          ]),
    ]),
    table(
      'categories',
      closing.categories.map(({ category, units, amount: sum }) => [category, units, amount(sum)]),
    ),
    table(
      'items',
      closing.items.map(({ name, units, amount: sum }) => [name, units, amount(sum)]),
    ),
    table(
      'terminal',
      closing.terminalPayments.map(({ at, reference, amount: came, tip }) => [reference, whenOf(at), amount(came + tip)]),
    ),
    table(
      'open',
      closing.open.map(({ number, due }) => [number, '', amount(due)]),
    ),
    closing.receipts && h('p', {}, t('closing.receipts', closing.receipts)),
  );
}

function rowsOf(rows) {
  return h('tbody', {}, ...rows.map(([label, count, value]) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, count), h('td', {}, value))));
}
