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
export const noteLength = 200;
