// Fields of a café's file on a page: each says by its path where its value stands in the file, so that what is wrong there is marked here.
import { h } from './dom.js';
import { t } from './language.js';

const asIs = (text) => text;
const split = (text) => text.split(',').map((part) => part.trim()).filter(Boolean);
const some = (list) => (list.length === 0 ? undefined : list);

// How a value is written in a field, and read from it. What cannot be read goes as it is: the check says what is wrong with it.
const kinds = {
  text: { read: (text) => (text === '' ? undefined : text), write: asIs },
  amount: { read: readNumber, write: (value, { currency }) => (typeof value === 'number' ? value.toFixed(digitsOf(currency)) : String(value)) },
  number: { read: readNumber, write: String },
  list: { read: (text) => split(text), write: (list) => [list].flat().join(', ') },
  // Where none is left there is no list either.
  some: { read: (text) => some(split(text)), write: (list) => [list].flat().join(', ') },
  yes: { read: (text) => text === 'true', write: String },
  lines: { read: (text) => text.split('\n').map((line) => line.trim()).filter(Boolean), write: (list) => list.join('\n') },
  check: { read: (isOn) => (isOn ? true : undefined), write: asIs },
  // One word of a list: in it or not. Where no list says something else than an empty one, whether there is one is a word of its own.
  word: { read: (isOn, before, word) => some(toggled(isOn, before, word)) },
  fact: { read: toggled },
  known: { read: (isOn, before) => (isOn ? (before ?? []) : undefined) },
};

/**
 * A field.
 * @param file the whole file
 * @param path where the value stands: menu[3].price
 * @param word what it is called
 * @param problems what is wrong: {path, problem}
 * @param options kind: one of the kinds above; options: [value, words] of which one is chosen; more: attributes of the input;
 *                isText: what it is called is a text of the café, and no word of the page; isLocal: it can be said in each language of the
 *                café; value: what it is where the file does not say it at its path
 */
export function field(file, path, word, problems, { kind = 'text', options, more = {}, isText = false, isLocal = false, value = at(file, path) } = {}) {
  const isByLanguage = value && typeof value === 'object' && !Array.isArray(value);
  // A text in several languages has a field for each; what is said once is said in the first.
  if (isByLanguage || (isLocal && file.languages?.length > 1)) {
    const texts = isByLanguage ? value : { [file.languages[0]]: value };
    // Also one that has no text, or none any more.
    return [...new Set([...(file.languages ?? []), ...Object.keys(texts)])].map((language) => field(file, `${path}.${language}`, word, problems, { kind, options, more: { ...more, lang: language }, value: texts[language] }));
  }
  const wrong = problems.filter((one) => isWithin(one.path, path));
  const written = value === undefined ? '' : kinds[kind].write(value, file);
  const shared = { 'data-path': path, 'data-kind': kind, 'aria-invalid': wrong.length > 0 ? 'true' : null, autocomplete: 'off', ...more };
  const name = isText ? word : t(word);
  const label = more.lang ? `${name} (${more.lang})` : name;
  const input =
    kind === 'check'
      ? h('input', { type: 'checkbox', checked: value === true, ...shared })
      : options
        ? h('select', shared, ...options.map(([choice, words]) => h('option', { value: choice, selected: choice === written }, words)))
        : kind === 'lines'
          ? h('textarea', { rows: '6', ...shared }, written)
          : h('input', { value: written, ...(['number', 'amount'].includes(kind) && { inputmode: 'decimal' }), ...shared });
  return h('label', { class: `entry ${kind}${wrong.length > 0 ? ' wrong' : ''}`, 'data-key': keyOf(path) }, h('span', {}, label), input, ...wrong.map(({ problem }) => h('small', { class: 'why', lang: 'en' }, problem)));
}

/**
 * A list of words, each with a box to tick; they stand in the file in the order in which they were ticked.
 * @param words [value, words] of those that can be ticked
 * @param known what is asked where an empty list says something else than none: whether there is one
 */
export function choices(file, path, word, problems, words, known) {
  const ticked = at(file, path);
  const wrong = problems.filter((one) => isWithin(one.path, path));
  const box = (kind, value, isOn, label) =>
    h(
      'label',
      { class: 'pick', 'data-key': `${kind}-${value}` },
      h('input', { type: 'checkbox', value, checked: isOn, 'data-path': path, 'data-kind': kind, 'aria-invalid': wrong.length > 0 ? 'true' : null }),
      h('span', {}, label),
    );
  // Also what is not there any more: the check says so.
  const all = [...words, ...(ticked ?? []).filter((one) => !words.some(([value]) => value === one)).map((one) => [one, one])];
  const isTicked = (value) => ticked?.includes(value) === true;
  return h(
    'fieldset',
    { class: `ticks${wrong.length > 0 ? ' wrong' : ''}`, 'data-key': keyOf(path) },
    h('legend', {}, t(word)),
    known && box('known', '', ticked !== undefined, t(known)),
    (!known || ticked) && all.map(([value, label]) => box(known ? 'fact' : 'word', value, isTicked(value), isTicked(value) && !known && ticked.length > 1 ? `${label} (${ticked.indexOf(value) + 1})` : label)),
    ...wrong.map(({ problem }) => h('small', { class: 'why', lang: 'en' }, problem)),
  );
}

/** Puts what a field says into the file. */
export function take(file, input) {
  const { path, kind } = input.dataset;
  put(file, path, kinds[kind].read(input.type === 'checkbox' ? input.checked : input.value, at(file, path), input.value));
}

/** Whether a path is that of something, or of something in it. */
export function isWithin(path, whole) {
  return path === whole || path.startsWith(`${whole}[`) || path.startsWith(`${whole}.`);
}

/** The value of a path; undefined where there is none. */
export function at(file, path) {
  return steps(path).reduce((value, step) => value?.[step], file);
}

/** Sets the value of a path, or takes it away. */
export function put(file, path, value) {
  const all = steps(path);
  const last = all.pop();
  const holder = all.reduce((inner, step) => {
    // A text that is said in another language, too.
    if (typeof inner[step] === 'string') inner[step] = { [file.languages[0]]: inner[step] };
    return (inner[step] ??= {});
  }, file);
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

/** The path of what holds what a path names; empty for the file itself. */
export function holderOf(path) {
  return path.slice(0, Math.max(0, path.search(/[.[][^.[]*$/)));
}

function toggled(isOn, before = [], word) {
  return isOn ? [...before, word] : before.filter((one) => one !== word);
}

// What a field is known by among those of its entry, wherever that stands in its list.
function keyOf(path) {
  return path.replace(/^.*\]\./, '');
}

function steps(path) {
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}
