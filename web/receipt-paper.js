// What all receipts have in common on paper: who sold, rows of amounts, and a letter for each rate of tax. docs/protocol.md §5, "Receipts".
import { h } from './dom.js';
import { money, t } from './language.js';

/**
 * A receipt.
 * @param cafe {name, seller}: who sold
 * @param title what it is the receipt of
 * @param about what else is known of it: each a text, or nothing
 * @param content what stands on it
 */
export function receiptPaper({ name, seller = {} }, title, about, ...content) {
  const lines = [seller.name, ...(seller.address ?? []), seller.taxNumber && t('receipt.taxNumber', { number: seller.taxNumber })].filter(Boolean);
  return h(
    'article',
    { class: 'receipt', 'aria-label': title },
    h('h2', {}, h('bdi', {}, name)),
    lines.length > 0 && h('p', {}, ...lines.flatMap((line) => [h('bdi', {}, line), h('br', {})])),
    h('p', {}, words(title, ...about)),
    ...content,
    seller.footer && h('p', {}, h('bdi', {}, seller.footer)),
  );
}

/** Rows with a label and what stands opposite; those that are nothing are left out. */
export function rowsOf(...rows) {
  return h('table', {}, h('tbody', {}, ...rows.filter(Boolean).map(([label, value]) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, value)))));
}

/** The texts that are there, with points between them. */
export function words(...all) {
  return all.filter(Boolean).join(' · ');
}

/** The number of a receipt in words; nothing where there is none. */
export function numberOf(number) {
  return number && t('receipt.number', { number });
}

/**
 * How rates are told apart on paper: the highest is A.
 * @param rates in percent, any number of times, also nothing
 * @returns amountAt(value, rate) → an amount with the letter of its rate; taxRows(taxes) → a row for each rate
 */
export function lettersOf(rates, currency) {
  const all = [...new Set(rates.filter((rate) => rate !== undefined))].sort((one, other) => other - one);
  const letterOf = (rate) => (rate === undefined ? '' : String.fromCharCode(65 + all.indexOf(rate)));
  const amount = (value) => money(value, currency);
  return {
    amountAt: (value, rate) => [amount(value), letterOf(rate)].filter(Boolean).join(' '),
    taxRows: (taxes) => taxes.map(({ rate, net, tax }) => [words(letterOf(rate), t('receipt.tax', { rate, net: amount(net) })), amount(tax)]),
  };
}
