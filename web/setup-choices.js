// What guests choose: groups that items share, such as sizes, with their options; and what can be changed about an item.
import { h } from './dom.js';
import { t } from './language.js';
import { dishFields } from './setup-dish.js';
import { listView, more, nameOf, part } from './setup-lists.js';

const tagged = ['groups', 'prices', 'customizations', 'menus'];

/** The choice groups. */
export function groupsPart(page) {
  return part(
    page,
    'groups',
    ['groups'],
    h('p', { class: 'muted', 'data-key': 'how' }, t('setup.groupsHow')),
    ...listView(page, 'groups', (path, group) => [
      page.say(`${path}.name`, 'setup.name'),
      page.isNew(group) && page.make(`${path}.groupId`, 'setup.id', { more: { placeholder: t('setup.idMade') } }),
      page.make(`${path}.min`, 'setup.min', { kind: 'number', options: leastOf(group) }),
      page.make(`${path}.max`, 'setup.max', { kind: 'number' }),
      h('div', { class: 'inner', 'data-key': 'options', role: 'group', 'aria-label': t('setup.optionsOf', { name: nameOf(group) }) }, ...optionsView(page, `${path}.options`)),
    ]),
  );
}

/** The customisations. */
export function customizationsPart(page) {
  return part(
    page,
    'customizations',
    ['customizations'],
    ...listView(page, 'customizations', (path) => [page.say(`${path}.name`, 'setup.name'), page.make(`${path}.price`, 'setup.difference', { kind: 'amount' })]),
  );
}

/** What an item asks to choose, what it costs then, what can be changed about it, and when it is served. */
export function itemChoices(page, path, item) {
  const { file, make, choose } = page;
  return more(
    page,
    item,
    tagged.map((name) => `${path}.${name}`),
    () => {
      const groups = (file.groups ?? []).filter(({ groupId }) => groupId);
      const asked = (item.groups ?? []).map((id) => groups.find(({ groupId }) => groupId === id)).filter(Boolean);
      const sized = asked.flatMap(({ options }) => options).filter(({ optionId }) => optionId);
      const menus = (file.menus ?? []).filter(({ menuId }) => menuId);
      const wishes = (file.customizations ?? []).map(nameOf).filter(Boolean);
      return [
        choose(`${path}.groups`, 'setup.asks', groups.map((group) => [group.groupId, nameOf(group) || group.groupId])),
        sized.length > 0 &&
          h(
            'fieldset',
            { class: 'ticks', 'data-key': 'prices' },
            h('legend', {}, t('setup.prices')),
            h('p', { class: 'muted' }, t('setup.pricesHow')),
            ...sized.map((option) => make(`${path}.prices.${option.optionId}`, nameOf(option) || option.optionId, { kind: 'amount', isText: true, more: { placeholder: option.price === undefined ? '' : String(option.price) } })),
          ),
        choose(`${path}.customizations`, 'setup.customizations', wishes.map((name) => [name, name])),
        menus.length > 0 && choose(`${path}.menus`, 'setup.menusOf', menus.map((menu) => [menu.menuId, nameOf(menu) || menu.menuId])),
      ].filter(Boolean);
    },
    'setup.choices',
  );
}

function optionsView(page, list) {
  return listView(page, list, (path, option) => [
    page.say(`${path}.name`, 'setup.option'),
    page.isNew(option) && page.make(`${path}.optionId`, 'setup.id', { more: { placeholder: t('setup.idMade') } }),
    page.make(`${path}.price`, 'setup.optionPrice', { kind: 'amount' }),
    page.make(`${path}.difference`, 'setup.difference', { kind: 'amount' }),
    page.make(`${path}.tag`, 'setup.madeAt', { options: [['', t('setup.asTheItem')], ...page.tagsOf(option)] }),
    page.make(`${path}.default`, 'setup.default', { kind: 'check' }),
    dishFields(page, path, option),
  ]);
}

// How many have to be chosen: none, or up to as many as there are; and what is written, in any case.
function leastOf({ min, options }) {
  const all = new Set([...Array(options.length + 1).keys(), min ?? 0].map(String));
  return [...all].map((count) => [count, count === '0' ? t('setup.notRequired') : t('setup.required', { count })]);
}
