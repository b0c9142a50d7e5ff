// What somebody must not eat: asked, named, and warned of.
import { h } from './dom.js';
import { t } from './language.js';
import { allergens } from './terms.js';

/** The names of allergens in the reader's language. */
export function allergenNames(list) {
  return list.map((word) => t(`allergen.${word}`)).join(', ');
}

/** The question what somebody must not eat, with what was said already. */
export function allergiesView(chosen) {
  return h(
    'details',
    { class: 'allergies', 'data-key': 'allergies' },
    h('summary', {}, chosen.length > 0 ? `⚠ ${t('guest.allergic', { allergens: allergenNames(chosen) })}` : t('guest.allergies')),
    ...allergens.map((word) =>
      h(
        'label',
        { class: 'check' },
        h('input', { type: 'checkbox', name: 'allergy', value: word, checked: chosen.includes(word) }),
        h('span', {}, t(`allergen.${word}`)),
      ),
    ),
  );
}

/** What was answered to the question, in the order in which it is asked. */
export function allergiesOf(root) {
  return [...root.querySelectorAll('[name=allergy]:checked')].map(({ value }) => value);
}

/** The warning that something contains what somebody must not eat; false where it does not. */
export function warningOf(met, tag = 'p') {
  return met.length > 0 && h(tag, { class: 'allergy', 'data-key': 'met' }, `⚠ ${t('guest.notForYou', { allergens: allergenNames(met) })}`);
}
