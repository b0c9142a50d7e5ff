// The parts of a café's file that a page changes field by field. All else of the file stays as it is.
import { h } from './dom.js';
import { t } from './language.js';
import { field } from './setup-fields.js';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** The lists of the file, with the field that names an entry and what a new one begins with. */
export const lists = {
  menu: { id: 'itemId', fresh: (file) => ({ itemId: '', name: fresh(file), category: file.menu.at(-1)?.category ?? '', price: 0 }) },
  counters: { id: 'counterId', fresh: () => ({ counterId: '', name: '', tags: [], lanes: 1, priority: 1 }) },
  staff: { id: 'employeeId', fresh: () => ({ employeeId: '', name: '', role: 'employee', counters: [] }) },
};

// A café that speaks several languages names its dishes in the first, and in each other one that it wants.
function fresh({ languages }) {
  return languages?.length > 1 ? { [languages[0]]: '' } : '';
}

/**
 * All parts.
 * @param file the file
 * @param problems what is wrong with it: {path, problem}
 * @param keyOf(entry) → what an entry is known by as long as it is shown
 * @param isNew(entry) → whether the café does not know it yet
 */
export function partsOf(file, problems, keyOf, isNew) {
  const make = (path, word, options) => field(file, path, word, problems, options);
  const tags = [...new Set(file.counters.flatMap((counter) => counter.tags ?? []))];
  return [
    part('general', problems, ['name', 'timeZone', 'currency'], make('name', 'setup.cafeName'), make('timeZone', 'setup.timeZone'), make('currency', 'setup.currency')),
    part(
      'menu',
      problems,
      ['menu'],
      ...list('menu', file, keyOf, (path, item) => [
        make(`${path}.name`, 'setup.name'),
        isNew(item) && make(`${path}.itemId`, 'setup.id', { more: { placeholder: t('setup.idMade') } }),
        make(`${path}.category`, 'setup.category', { more: { list: 'categories' } }),
        make(`${path}.price`, 'setup.price', { kind: 'amount' }),
        make(`${path}.tag`, 'setup.madeAt', { options: [['', t('setup.anywhere')], ...tagsOf(tags, item)] }),
        make(`${path}.preparation`, 'setup.preparation', { more: { placeholder: '3m' } }),
        more([
          make(`${path}.description`, 'setup.description'),
          make(`${path}.allergens`, 'setup.allergens', { kind: 'some', more: { placeholder: 'milk, gluten' } }),
          make(`${path}.diets`, 'setup.diets', { kind: 'some', more: { placeholder: 'vegan' } }),
          make(`${path}.minAge`, 'setup.minAge', { kind: 'number' }),
          make(`${path}.groups`, 'setup.groups', { kind: 'some', more: { placeholder: (file.groups ?? []).map(({ groupId }) => groupId).join(', ') } }),
          make(`${path}.customizations`, 'setup.customizations', { kind: 'some', more: { placeholder: (file.customizations ?? []).map(nameOf).join(', ') } }),
        ]),
      ]),
      h('datalist', { id: 'categories' }, ...[...new Set(file.menu.map(({ category }) => category))].map((category) => h('option', { value: category }))),
    ),
    part(
      'counters',
      problems,
      ['counters'],
      ...list('counters', file, keyOf, (path, counter) => [
        make(`${path}.name`, 'setup.name'),
        isNew(counter) && make(`${path}.counterId`, 'setup.id', { more: { placeholder: t('setup.idMade') } }),
        make(`${path}.tags`, 'setup.makes', { kind: 'list' }),
        make(`${path}.lanes`, 'setup.lanes', { kind: 'number' }),
        make(`${path}.fallback`, 'setup.fallback', { kind: 'check' }),
      ]),
    ),
    part(
      'staff',
      problems,
      ['staff'],
      ...list('staff', file, keyOf, (path, person) => [
        make(`${path}.name`, 'setup.name'),
        isNew(person) && make(`${path}.employeeId`, 'setup.signInId', { more: { placeholder: t('setup.idMade') } }),
        make(`${path}.role`, 'setup.role', { options: ['employee', 'manager'].map((role) => [role, t(`setup.${role}`)]) }),
        make(`${path}.counters`, 'setup.worksAt', { kind: 'list', more: { placeholder: file.counters.map(({ counterId }) => counterId).join(', ') } }),
        more(
          days.map((day) => make(`${path}.shifts.${day}`, `day.${day}`, { kind: 'some', more: { placeholder: '08:00-16:00' } })),
          'setup.shifts',
        ),
        !isNew(person) && h('button', { type: 'button', class: 'quiet', 'data-key': 'pin', 'data-action': 'pin', 'data-value': person.employeeId }, t('setup.pin')),
      ]),
    ),
    part(
      'hours',
      problems,
      ['openingHours'],
      h('p', { class: 'muted', 'data-key': 'how' }, t(file.openingHours === 'always' ? 'setup.always' : 'setup.hoursHow')),
      h('div', { class: 'entries', 'data-key': 'days' }, ...(file.openingHours === 'always' ? [] : days.map((day) => make(`openingHours.${day}`, `day.${day}`, { kind: 'some', more: { placeholder: t('setup.closed') } })))),
      h('button', { type: 'button', class: 'quiet', 'data-key': 'always', 'data-action': 'always' }, t(file.openingHours === 'always' ? 'setup.notAlways' : 'setup.alwaysOpen')),
    ),
    part('tables', problems, ['tables'], make('tables', 'setup.tables', { kind: 'lines' }), h('p', { class: 'muted', 'data-key': 'codes' }, t('setup.codes'))),
    // The key Enter asks for the check, too.
    h('button', { 'data-key': 'enter', hidden: true }),
  ];
}

// What a part hides is not what is wrong: it opens then.
function part(name, problems, paths, ...content) {
  const count = problems.filter(({ path }) => paths.some((own) => path === own || path.startsWith(`${own}[`) || path.startsWith(`${own}.`))).length;
  return h(
    'details',
    { class: `part${count > 0 ? ' wrong' : ''}`, 'data-key': name, 'data-part': name, open: count > 0 },
    h('summary', {}, h('h3', {}, t(`setup.${name}`)), count > 0 && h('span', { class: 'count' }, t('setup.wrongHere', { count }))),
    ...content,
  );
}

// What is seldom changed; it opens where something of it is wrong.
function more(fields, word = 'setup.more') {
  const isWrong = fields.flat().some((field) => field.classList.contains('wrong'));
  return h('details', { class: 'more', 'data-key': 'more', open: isWrong }, h('summary', {}, t(word)), h('div', { class: 'entries' }, ...fields.flat()));
}

function list(name, file, keyOf, entry) {
  return [
    h(
      'ul',
      { class: 'entries-list', 'data-key': 'list' },
      ...file[name].map((one, nth) => {
        const fields = entry(`${name}[${nth}]`, one).flat().filter(Boolean);
        const isMore = (field) => field.classList.contains('more');
        const remove = h('button', { type: 'button', class: 'quiet', 'data-key': 'remove', 'data-action': 'remove', 'data-value': `${name}[${nth}]`, 'aria-label': t('setup.removeOne', { name: nameOf(one) }) }, t('setup.remove'));
        return h('li', { class: 'entries', 'data-key': keyOf(one) }, ...fields.filter((field) => !isMore(field)), remove, ...fields.filter(isMore));
      }),
    ),
    h('button', { type: 'button', 'data-key': 'add', 'data-action': 'add', 'data-value': name }, t(`setup.add.${name}`)),
  ];
}

/** What people call an entry. */
export function nameOf({ name }) {
  return typeof name === 'object' ? (Object.values(name)[0] ?? '') : (name ?? '');
}

// Also a tag that no counter has: the check says so.
function tagsOf(tags, { tag }) {
  return [...new Set([...tags, tag].filter(Boolean))].map((one) => [one, one]);
}
