// What guests read of an item or an option beside its name and price, as fields.
import { t } from './language.js';
import { more } from './setup-lists.js';
import { allergens, diets } from './terms.js';

const names = ['description', 'photo', 'allergens', 'additives', 'spiciness', 'diets', 'minAge'];
const peppers = ['1', '2', '3'];

/** The fields, which open where something of them is wrong. */
export function dishFields(page, path, entry) {
  const { make, say, choose } = page;
  return more(
    page,
    entry,
    names.map((name) => `${path}.${name}`),
    () => [
      say(`${path}.description`, 'setup.description'),
      make(`${path}.photo`, 'setup.photo', { more: { placeholder: 'https://…', inputmode: 'url' } }),
      make(`${path}.additives`, 'setup.additives', { kind: 'some' }),
      make(`${path}.spiciness`, 'setup.spiciness', { kind: 'number', options: [['', t('setup.notHot')], ...peppers.map((count) => [count, '🌶'.repeat(Number(count))])] }),
      make(`${path}.minAge`, 'setup.minAge', { kind: 'number' }),
      choose(`${path}.allergens`, 'setup.allergens', allergens.map((word) => [word, t(`allergen.${word}`)]), 'setup.allergensKnown'),
      choose(`${path}.diets`, 'setup.diets', diets.map((word) => [word, t(`diet.${word}`)])),
    ],
  );
}
