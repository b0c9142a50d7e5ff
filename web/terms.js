// Made from the words and limits of the protocol: UPDATE_PROTOCOL=1 ./test LanguageTests writes it.
export const allergens = [
  'gluten',
  'crustaceans',
  'eggs',
  'fish',
  'peanuts',
  'soy',
  'milk',
  'nuts',
  'celery',
  'mustard',
  'sesame',
  'sulphites',
  'lupin',
  'molluscs',
];
export const diets = [
  'vegan',
  'vegetarian',
  'halal',
  'kosher',
  'gluten_free',
  'lactose_free',
];
export const noteLength = 200;
export const nameLength = 80;
