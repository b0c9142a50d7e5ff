// The parts of a café's file that a page changes field by field. All else of the file stays as it is.
import { h } from './dom.js';
import { t } from './language.js';
import { customizationsPart, groupsPart, itemChoices } from './setup-choices.js';
import { dishFields } from './setup-dish.js';
import { choices, field, isWithin } from './setup-fields.js';
import { listView, more, part } from './setup-lists.js';
import { taxOf, taxPart } from './setup-tax.js';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/**
 * All parts.
 * @param shown file: the file; problems: what is wrong with it, {path, problem}; keyOf(entry) → what an entry is known by as long as it is
 *              shown; isNew(entry) → whether the café does not know it yet; isOpen(fold) → whether what is seldom changed is to be seen
 */
export function partsOf(shown) {
  const { file, problems } = shown;
  const tags = [...new Set(file.counters.flatMap((counter) => counter.tags ?? []))];
  const page = {
    ...shown,
    make: (path, word, options) => field(file, path, word, problems, options),
    // What guests read, in each language of the café.
    say: (path, word) => field(file, path, word, problems, { isLocal: true }),
    choose: (path, word, words, known) => choices(file, path, word, problems, words, known),
    // Also a tag that no counter has: the check says so.
    tagsOf: ({ tag }) => [...new Set([...tags, tag].filter(Boolean))].map((one) => [one, one]),
  };
  return [
    generalPart(page),
    menuPart(page),
    categoriesPart(page),
    groupsPart(page),
    customizationsPart(page),
    menusPart(page),
    taxPart(page),
    sellerPart(page),
    countersPart(page),
    staffPart(page),
    hoursPart(page),
    part(page, 'tables', ['tables'], page.make('tables', 'setup.tables', { kind: 'lines' }), h('p', { class: 'muted', 'data-key': 'codes' }, t('setup.codes'))),
    // The key Enter asks for the check, too.
    h('button', { 'data-key': 'enter', hidden: true }),
  ];
}

function generalPart(page) {
  return part(
    page,
    'general',
    ['name', 'timeZone', 'currency'],
    page.make('name', 'setup.cafeName'),
    page.make('timeZone', 'setup.timeZone'),
    page.make('currency', 'setup.currency'),
  );
}

// What receipts say of who sells.
function sellerPart({ make, ...page }) {
  return part(
    page,
    'seller',
    ['seller'],
    h('p', { class: 'muted', 'data-key': 'how' }, t('setup.sellerHow')),
    make('seller.name', 'setup.sellerName'),
    make('seller.address', 'setup.address', { kind: 'lines' }),
    make('seller.taxNumber', 'setup.taxNumber'),
    make('seller.footer', 'setup.footer'),
  );
}

function menuPart(page) {
  const { file, make, isNew } = page;
  return part(
    page,
    'menu',
    ['menu'],
    ...listView(page, 'menu', (path, item) => [
      page.say(`${path}.name`, 'setup.name'),
      isNew(item) && make(`${path}.itemId`, 'setup.id', { more: { placeholder: t('setup.idMade') } }),
      make(`${path}.category`, 'setup.category', { more: { list: 'categories' } }),
      make(`${path}.price`, 'setup.price', { kind: 'amount' }),
      make(`${path}.tag`, 'setup.madeAt', { options: [['', t('setup.anywhere')], ...page.tagsOf(item)] }),
      make(`${path}.preparation`, 'setup.preparation', { more: { placeholder: '3m' } }),
      taxOf(page, path, item),
      itemChoices(page, path, item),
      dishFields(page, path, item),
    ]),
    h('datalist', { id: 'categories' }, ...[...new Set(file.menu.map(({ category }) => category))].map((category) => h('option', { value: category }))),
  );
}

// In which order the categories stand, and their pictures.
function categoriesPart(page) {
  const { file, make } = page;
  return part(
    page,
    'categories',
    ['categories'],
    h('p', { class: 'muted', 'data-key': 'how' }, t('setup.categoriesHow')),
    ...listView(page, 'categories', (path) => [
      make(`${path}.category`, 'setup.category', { more: { list: 'categories' } }),
      // What the items call it is its name in the first language.
      (file.languages ?? []).slice(1).map((language) => make(`${path}.name.${language}`, 'setup.name', { more: { lang: language } })),
      make(`${path}.photo`, 'setup.photo', { more: { placeholder: 'https://…', inputmode: 'url' } }),
    ]),
  );
}

// What is served at certain hours alone.
function menusPart(page) {
  const { make, isNew } = page;
  return part(
    page,
    'menus',
    ['menus'],
    h('p', { class: 'muted', 'data-key': 'how' }, t('setup.menusHow')),
    ...listView(page, 'menus', (path, menu) => [
      page.say(`${path}.name`, 'setup.name'),
      isNew(menu) && make(`${path}.menuId`, 'setup.id', { more: { placeholder: t('setup.idMade') } }),
      h('div', { class: 'inner', 'data-key': 'days' }, ...weekView(page, `${path}.hours`, '08:00-11:00')),
    ]),
  );
}

function countersPart(page) {
  const { make, isNew } = page;
  return part(
    page,
    'counters',
    ['counters'],
    ...listView(page, 'counters', (path, counter) => [
      make(`${path}.name`, 'setup.name'),
      isNew(counter) && make(`${path}.counterId`, 'setup.id', { more: { placeholder: t('setup.idMade') } }),
      make(`${path}.tags`, 'setup.makes', { kind: 'list' }),
      make(`${path}.lanes`, 'setup.lanes', { kind: 'number' }),
      make(`${path}.fallback`, 'setup.fallback', { kind: 'check' }),
    ]),
  );
}

function staffPart(page) {
  const { file, make, isNew } = page;
  return part(
    page,
    'staff',
    ['staff'],
    ...listView(page, 'staff', (path, person) => [
      make(`${path}.name`, 'setup.name'),
      isNew(person) && make(`${path}.employeeId`, 'setup.signInId', { more: { placeholder: t('setup.idMade') } }),
      make(`${path}.role`, 'setup.role', { options: ['employee', 'manager'].map((role) => [role, t(`setup.${role}`)]) }),
      make(`${path}.counters`, 'setup.worksAt', { kind: 'list', more: { placeholder: file.counters.map(({ counterId }) => counterId).join(', ') } }),
      more(page, person, [`${path}.shifts`], () => weekView(page, `${path}.shifts`, '08:00-16:00'), 'setup.shifts'),
      !isNew(person) && h('button', { type: 'button', class: 'quiet', 'data-key': 'pin', 'data-action': 'pin', 'data-value': person.employeeId }, t('setup.pin')),
    ]),
  );
}

function hoursPart(page) {
  const isAlways = page.file.openingHours === 'always';
  return part(
    page,
    'hours',
    ['openingHours'],
    h('p', { class: 'muted', 'data-key': 'how' }, t(isAlways ? 'setup.always' : 'setup.hoursHow')),
    ...(isAlways ? [] : weekView(page, 'openingHours', t('setup.closed'))),
    h('button', { type: 'button', class: 'quiet', 'data-key': 'always', 'data-action': 'always' }, t(isAlways ? 'setup.notAlways' : 'setup.alwaysOpen')),
  );
}

// A field for each day of the week, and what is wrong with all of them together.
function weekView({ make, problems }, path, placeholder) {
  const isOfDay = (one) => days.some((day) => isWithin(one.path, `${path}.${day}`));
  return [
    h('div', { class: 'entries', 'data-key': 'days' }, ...days.flatMap((day) => make(`${path}.${day}`, `day.${day}`, { kind: 'some', more: { placeholder } }))),
    ...problems.filter((one) => isWithin(one.path, path) && !isOfDay(one)).map(({ problem }) => h('p', { class: 'why', lang: 'en', 'data-key': problem }, problem)),
  ];
}
