// The menu as it is shown to whoever chooses from it: under its headings, a button for each item. docs/protocol.md §10.
import { h } from './dom.js';
import { money, t } from './language.js';
import { picture } from './picture.js';

/**
 * The headings of a menu, each with its items.
 * @param hasPictures whether the page shows those of the café
 */
export function menuView(menu, hasPictures = false) {
  const headings = menu.categories ?? [];
  const used = new Set(menu.items.map((item) => item.category));
  const categories = [...new Set([...headings.map(({ category }) => category), ...used])].filter((category) => used.has(category));
  const photos = new Map(hasPictures ? headings.map(({ category, photo }) => [category, photo]) : []);
  return categories.flatMap((category) => [
    h('h3', { 'data-key': `category-${category}`, class: photos.get(category) && 'pictured' }, h('bdi', {}, category), picture(photos.get(category), 128, 72, 'thumb')),
    h(
      'ul',
      { class: 'menu', 'data-key': `items-${category}` },
      ...menu.items
        .filter((item) => item.category === category)
        .map((item) =>
          h(
            'li',
            { 'data-key': item.itemId },
            h(
              'button',
              { type: 'button', class: 'item', 'data-action': 'open', 'data-value': item.itemId, disabled: !item.available },
              served(menu, item) && h('small', { class: 'muted' }, served(menu, item)),
              h('span', { class: 'name' }, item.name, item.minAge && h('small', {}, t('guest.minAge', { age: item.minAge })), item.available && item.remaining !== undefined && h('small', {}, t('guest.left', { count: item.remaining }))),
              item.available ? h('span', { class: 'price' }, money(item.price, menu.currency)) : h('span', { class: 'muted' }, t('guest.soldOut')),
            ),
          ),
        ),
    ),
  ]);
}

// With which menus an item is served, where none of them is on now; it can still be ordered for later.
function served(menu, item) {
  const parts = (menu.menus ?? []).filter(({ menuId }) => item.menus?.includes(menuId));
  if (parts.length === 0 || parts.some(({ open }) => open)) return '';
  const hours = (part) => [...new Set(part.hours.map(({ from, to }) => `${from}–${to}`))].join(', ');
  return t('guest.served', { menu: parts.map((part) => `${part.name} (${hours(part)})`).join(', ') });
}
