// One place for words, money and time, in the reader's language.
import { dayOf, zoneInUse } from './cafe-time.js';
import { chosen, firstWords, languages, remembered, wordsOf } from './words.js';

const listeners = new Set();
let code = chosen;
let words = await firstWords;

/** Changes the language and tells whoever asked to be told, once its words are there. */
async function choose(next) {
  words = await wordsOf(next);
  code = next;
  try {
    localStorage.setItem(remembered, next);
  } catch {
    // It holds until the page is left.
  }
  for (const listener of listeners) listener();
}

/** Calls back after each change of language. */
export function onChange(listener) {
  listeners.add(listener);
}

/** The language in use. */
export function languageInUse() {
  return code;
}

/** Whether there are words for a key. */
export function knows(key) {
  return key in words;
}

/** The words for a key; {name} stands for a value. */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** An amount of money. */
export function money(amount, currency) {
  return new Intl.NumberFormat(locale(), { style: 'currency', currency }).format(amount);
}

/** Minutes, rounded up: nobody waits less than they were told. */
export function minutes(value) {
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(
    Math.max(1, Math.ceil(value)),
  );
}

/** A time of day, in the zone of cafe-time.js. */
export function timeOfDay(moment, { withSeconds = false } = {}) {
  return new Intl.DateTimeFormat(locale(), { timeZone: zoneInUse(), hour: '2-digit', minute: '2-digit', ...(withSeconds && { second: '2-digit' }) }).format(new Date(moment));
}

/** A moment to come: the time of day, and the day where it is another one. */
export function whenOf(moment, { withTime = true } = {}) {
  const at = new Date(moment);
  const isToday = dayOf(at) === dayOf(new Date());
  const day = isToday && withTime ? {} : { weekday: 'short', day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(locale(), { timeZone: zoneInUse(), ...day, ...(withTime && { hour: '2-digit', minute: '2-digit' }) }).format(at);
}

/** A moment with its whole date, for what is kept on paper. */
export function fullTime(moment) {
  return new Intl.DateTimeFormat(locale(), { timeZone: zoneInUse(), dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
}

/** A time of day with milliseconds, for frames. */
export function preciseTime(moment) {
  return new Intl.DateTimeFormat(locale(), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
  }).format(new Date(moment));
}

/** How long ago in words, in seconds, minutes or hours. */
export function ago(moment) {
  const seconds = Math.max(0, Math.floor((Date.now() - new Date(moment)) / 1000));
  const [size, unit] = seconds < 60 ? [1, 'second'] : seconds < 3600 ? [60, 'minute'] : [3600, 'hour'];
  return new Intl.RelativeTimeFormat(locale(), { style: 'short' }).format(-Math.floor(seconds / size), unit);
}

/** How long ago, as m:ss. */
export function age(moment) {
  const seconds = Math.max(0, Math.floor((Date.now() - new Date(moment)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Sets the words of all elements that name a key in data-t, data-t-label or data-t-placeholder. */
export function translate(root) {
  document.documentElement.lang = code;
  for (const element of root.querySelectorAll('[data-t]')) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll('[data-t-label]')) element.setAttribute('aria-label', t(element.dataset.tLabel));
  for (const element of root.querySelectorAll('[data-t-placeholder]')) element.placeholder = t(element.dataset.tPlaceholder);
}

/** Puts the page into the language in use, and offers the others in its list. */
export function offerLanguages() {
  const list = document.querySelector('#language');
  for (const [language, name] of Object.entries(languages)) {
    const option = new Option(name, language);
    option.lang = language;
    list.append(option);
  }
  list.value = code;
  list.addEventListener('change', () => choose(list.value));
  translate(document);
  onChange(() => translate(document));
}

function locale() {
  // The browser's own region where it speaks the chosen language: 1.234,50 differs between Belgium and the Netherlands.
  return navigator.languages?.find((wish) => wish.toLowerCase().startsWith(code)) ?? code;
}
