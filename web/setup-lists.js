// The lists of a café's file, entry by entry: what names one, what a new one begins with, what goes with one that goes, and how they are shown.
import { h } from './dom.js';
import { t } from './language.js';
import { at, isWithin, put } from './setup-fields.js';

const longestId = 60;

/** Each list by its path without numbers. What has no id is known by its name, or by its title; what is ordered can be moved up and down. */
export const lists = {
  menu: { id: 'itemId', fresh: (file) => ({ itemId: '', name: noText(file), category: file.menu.at(-1)?.category ?? '', price: 0 }) },
  categories: { title: 'category', isOrdered: true, fresh: (file) => ({ category: unlisted(file) }) },
  groups: {
    id: 'groupId',
    fresh: (file) => ({ groupId: '', name: noText(file), min: 1, max: 1, options: [lists['groups.options'].fresh(file)] }),
    drop: (file, { groupId, options }) => {
      forget(file, 'groups', groupId);
      for (const option of options) lists['groups.options'].drop(file, option);
    },
  },
  'groups.options': {
    id: 'optionId',
    fresh: (file) => ({ optionId: '', name: noText(file) }),
    drop: (file, { optionId }) => file.menu.forEach(({ prices }) => prices && delete prices[optionId]),
  },
  customizations: { fresh: (file) => ({ name: noText(file), price: 0 }), drop: (file, gone) => forget(file, 'customizations', nameOf(gone)) },
  menus: { id: 'menuId', fresh: (file) => ({ menuId: '', name: noText(file), hours: {} }), drop: (file, { menuId }) => forget(file, 'menus', menuId) },
  'tax.classes': { id: 'taxClassId', fresh: () => ({ taxClassId: '', name: '' }) },
  counters: { id: 'counterId', fresh: () => ({ counterId: '', name: '', tags: [], lanes: 1, priority: 1 }) },
  staff: { id: 'employeeId', fresh: () => ({ employeeId: '', name: '', role: 'employee', counters: [] }) },
};

/** The list that a path is one of: groups.options for groups[2].options. */
export function listOf(path) {
  return lists[kindOf(path)];
}

/** Adds a new entry to a list. Answers what is new: the entry, and what it has of its own. */
export function add(file, path) {
  const entry = listOf(path).fresh(file);
  put(file, path, [...(at(file, path) ?? []), entry]);
  return [entry, ...(entry.options ?? [])];
}

/** Moves an entry of a list by so many places. Answers its path from now on. */
export function move(file, path, by) {
  const [list, nth] = placeOf(path);
  const entries = at(file, list);
  entries.splice(nth + by, 0, ...entries.splice(nth, 1));
  return `${list}[${nth + by}]`;
}

/** Takes an entry out of its list, and out of what names it. */
export function remove(file, path) {
  const [list, nth] = placeOf(path);
  const [gone] = at(file, list).splice(nth, 1);
  listOf(list).drop?.(file, gone);
  return list;
}

/**
 * Gives an id, made of its name, to each entry that has none; no other of its kind has it.
 * @param isLast whether also those get one that have no name yet
 */
export function fillIds(file, isLast) {
  const all = allOf(file).filter(([kind]) => lists[kind].id);
  for (const [kind, entries] of all) {
    const { id } = lists[kind];
    for (const one of entries) {
      if (one[id] || (!isLast && !nameOf(one))) continue;
      const taken = new Set(all.filter(([other]) => other === kind).flatMap(([, others]) => others.map((other) => other[id])));
      const plain = nameOf(one).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, longestId).replace(/^-|-$/g, '') || kind.split('.').at(-1);
      let made = plain;
      for (let nth = 2; taken.has(made); nth++) made = `${plain}-${nth}`;
      one[id] = made;
    }
  }
}

/**
 * Items name their customisations by their names: what was renamed is renamed there, too. A category has its name at its items alone: its place
 * and its picture go along with them.
 * @param named by entry, what each customisation was called until now, and what each item called its category; what holds now is kept in it
 */
export function followNames(file, named) {
  const all = file.customizations ?? [];
  for (const one of all) {
    const [was, is] = [named.get(one), nameOf(one)];
    if (was && is && was !== is && !all.some((other) => other !== one && nameOf(other) === was)) {
      for (const { customizations = [] } of file.menu) {
        if (customizations.includes(was)) customizations[customizations.indexOf(was)] = is;
      }
    }
    if (is) named.set(one, is);
  }
  followCategories(file, named);
}

// A category is renamed once its last item has left it, where nothing is in the new one that did not come from there.
function followCategories({ menu, categories = [] }, named) {
  const moved = [];
  for (const item of menu) {
    const all = named.get(item) ?? [];
    const [was, is] = [all.at(-1), item.category];
    if (!is || was === is) continue;
    named.set(item, [...all, is]);
    if (was) moved.push([was, is]);
  }
  const entryOf = (name) => categories.find(({ category }) => category === name);
  const itemsOf = (name) => menu.filter(({ category }) => category === name);
  for (const [was, is] of moved) {
    const isRenamed = itemsOf(was).length === 0 && itemsOf(is).every((item) => named.get(item).includes(was));
    if (isRenamed && entryOf(was) && !entryOf(is)) entryOf(was).category = is;
  }
}

/** Descriptions and names of categories of which no language is left go. */
export function dropEmptyTexts(file) {
  const drop = (one, field) => one[field] && Object.keys(one[field]).length === 0 && delete one[field];
  for (const one of [...file.menu, ...(file.groups ?? []).flatMap(({ options }) => options)]) drop(one, 'description');
  for (const one of file.categories ?? []) drop(one, 'name');
}

/** What people call an entry. */
export function nameOf({ name }) {
  return typeof name === 'object' ? (Object.values(name)[0] ?? '') : (name ?? '');
}

/** A part of the page. What it hides is not what is wrong: it opens then. */
export function part(page, name, paths, ...content) {
  const count = page.problems.filter(({ path }) => paths.some((own) => isWithin(path, own))).length;
  return h(
    'details',
    { class: `part${count > 0 ? ' wrong' : ''}`, 'data-key': name, 'data-part': name, open: count > 0 },
    h('summary', {}, h('h3', {}, t(`setup.${name}`)), count > 0 && h('span', { class: 'count' }, t('setup.wrongHere', { count }))),
    ...content,
  );
}

/**
 * What is seldom changed: it opens where something of it is wrong, and is made where it is open, for there is much of it.
 * @param entry what it is of
 * @param paths the paths that it has fields for
 * @param make() → the fields
 */
export function more(page, entry, paths, make, word = 'setup.more') {
  const isWrong = page.problems.some(({ path }) => paths.some((own) => isWithin(path, own)));
  const fold = `${page.keyOf(entry)}-${word}`;
  return h(
    'details',
    { class: 'more', 'data-key': fold, 'data-fold': fold, open: isWrong },
    h('summary', {}, t(word)),
    (isWrong || page.isOpen(fold)) && h('div', { class: 'entries' }, ...make().flat()),
  );
}

/**
 * A list, with what is wrong with it as a whole, and a button that adds to it.
 * @param fields(path, entry) → what is shown of an entry; what is wide stands below the rest
 */
export function listView(page, path, fields) {
  const entries = at(page.file, path) ?? [];
  return [
    h('ul', { class: 'entries-list', 'data-key': 'list', 'data-list': path }, ...entries.map((one, nth) => entryView(page, `${path}[${nth}]`, one, fields, [nth > 0, nth < entries.length - 1]))),
    ...page.problems.filter((one) => one.path === path).map(({ problem }) => h('p', { class: 'why', lang: 'en', 'data-key': problem }, problem)),
    h('button', { type: 'button', 'data-key': 'add', 'data-action': 'add', 'data-value': path, 'data-path': path }, t(`setup.add.${kindOf(path)}`)),
  ];
}

function entryView(page, path, one, fields, [mayUp, mayDown]) {
  const { title, isOrdered } = listOf(path);
  const name = title ? one[title] : nameOf(one);
  const all = fields(path, one).flat().filter(Boolean);
  const isWide = ({ classList }) => ['more', 'ticks', 'inner'].some((name) => classList.contains(name));
  const button = (action, label, words) => h('button', { type: 'button', class: 'quiet', 'data-key': action, 'data-action': action, 'data-value': path, 'aria-label': label }, words);
  return h(
    'li',
    { class: 'entries', 'data-key': page.keyOf(one) },
    ...all.filter((field) => !isWide(field)),
    isOrdered && mayUp && button('up', t('setup.upOne', { name }), '↑'),
    isOrdered && mayDown && button('down', t('setup.downOne', { name }), '↓'),
    button('remove', t('setup.removeOne', { name }), t('setup.remove')),
    ...all.filter(isWide),
  );
}

// All lists of a file: [kind, entries].
function allOf(file) {
  return Object.keys(lists).flatMap((kind) => (kind === 'groups.options' ? (file.groups ?? []).map(({ options }) => [kind, options]) : [[kind, at(file, kind) ?? []]]));
}

// What items name and is not there any more.
function forget({ menu }, name, gone) {
  for (const item of menu) {
    if (!item[name]?.includes(gone)) continue;
    item[name] = item[name].filter((one) => one !== gone);
    if (item[name].length === 0) delete item[name];
  }
}

// A café that speaks several languages names its dishes in the first, and in each other one that it wants.
function noText({ languages }) {
  return languages?.length > 1 ? { [languages[0]]: '' } : '';
}

// The first category of the menu whose place is not said yet.
function unlisted({ menu, categories = [] }) {
  return menu.map(({ category }) => category).find((one) => !categories.some(({ category }) => category === one)) ?? '';
}

// The list of an entry, and its number there.
function placeOf(path) {
  const [, list, nth] = /^(.*)\[(\d+)\]$/.exec(path);
  return [list, Number(nth)];
}

function kindOf(path) {
  return path.replace(/\[\d+\]/g, '');
}
