// Fields of a café's file on a page: each says by its path where its value stands in the file, so that what is wrong there is marked here.
import { h } from './dom.js';
import { t } from './language.js';

const asIs = (text) => text;
const split = (text) => text.split(',').map((part) => part.trim()).filter(Boolean);

// How a value is written in a field, and read from it. What cannot be read goes as it is: the check says what is wrong with it.
const kinds = {
  text: { read: (text) => (text === '' ? undefined : text), write: asIs },
  amount: { read: readNumber, write: (value, { currency }) => (typeof value === 'number' ? value.toFixed(digitsOf(currency)) : String(value)) },
  number: { read: readNumber, write: String },
  list: { read: (text) => split(text), write: (list) => [list].flat().join(', ') },
  // Where none is left there is no list either.
  some: { read: (text) => (split(text).length === 0 ? undefined : split(text)), write: (list) => [list].flat().join(', ') },
  lines: { read: (text) => text.split('\n').map((line) => line.trim()).filter(Boolean), write: (list) => list.join('\n') },
  check: { read: (isOn) => (isOn ? true : undefined), write: asIs },
};

/**
 * A field.
 * @param file the whole file
 * @param path where the value stands: menu[3].price
 * @param word what it is called
 * @param problems what is wrong: {path, problem}
 * @param options kind: one of the kinds above; options: [value, words] of which one is chosen; more: attributes of the input
 */
export function field(file, path, word, problems, { kind = 'text', options, more = {} } = {}) {
  const value = at(file, path);
  // A text in several languages has a field for each.
  if (value && typeof value === 'object' && !Array.isArray(value)) {
    // Also one that has no text, or none any more.
    return [...new Set([...(file.languages ?? []), ...Object.keys(value)])].map((language) => field(file, `${path}.${language}`, word, problems, { kind, options, more: { ...more, lang: language } }));
  }
  const wrong = problems.filter((one) => one.path === path || one.path.startsWith(`${path}[`) || one.path.startsWith(`${path}.`));
  const written = value === undefined ? '' : kinds[kind].write(value, file);
  const shared = { 'data-path': path, 'data-kind': kind, 'aria-invalid': wrong.length > 0 ? 'true' : null, autocomplete: 'off', ...more };
  const label = more.lang ? `${t(word)} (${more.lang})` : t(word);
  const input =
    kind === 'check'
      ? h('input', { type: 'checkbox', checked: value === true, ...shared })
      : options
        ? h('select', shared, ...options.map(([choice, words]) => h('option', { value: choice, selected: choice === written }, words)))
        : kind === 'lines'
          ? h('textarea', { rows: '6', ...shared }, written)
          : h('input', { value: written, ...(['number', 'amount'].includes(kind) && { inputmode: 'decimal' }), ...shared });
  return h('label', { class: `entry ${kind}${wrong.length > 0 ? ' wrong' : ''}`, 'data-key': path.replace(/^.*?(\.|$)/, '') || path }, h('span', {}, label), input, ...wrong.map(({ problem }) => h('small', { class: 'why', lang: 'en' }, problem)));
}

/** Puts what a field says into the file. */
export function take(file, input) {
  const { path, kind } = input.dataset;
  put(file, path, kinds[kind].read(kind === 'check' ? input.checked : input.value));
}

/** The value of a path; undefined where there is none. */
export function at(file, path) {
  return steps(path).reduce((value, step) => value?.[step], file);
}

/** Sets the value of a path, or takes it away. */
export function put(file, path, value) {
  const all = steps(path);
  const last = all.pop();
  const holder = all.reduce((inner, step) => (inner[step] ??= {}), file);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
}

// With a point or, as many write it and as their keypads have it, a comma.
function readNumber(text) {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' ? undefined : Number.isNaN(number) ? text : number;
}

// How many digits of a currency stand behind the point; two where its code is wrong.
function digitsOf(currency) {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  } catch {
    return 2;
  }
}

function steps(path) {
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}
