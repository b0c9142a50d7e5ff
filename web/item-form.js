// The form of one item: what it is, what it asks to choose, what can be changed, a note, how many.
import { groupsOf, unitPrice } from './basket.js';
import { h, patch } from './dom.js';
import { money, t } from './language.js';
import { noteLength } from './terms.js';

/** The names of allergens in the reader's language. */
export function allergenNames(list) {
  return list.map((word) => t(`allergen.${word}`)).join(', ');
}

/** Fills the form for an item. */
export function showItem(form, menu, item) {
  const extras = menu.customizations.filter((extra) => item.customizations.includes(extra.name));
  form.dataset.item = item.itemId;
  form.replaceChildren();
  patch(form, [
    h('h3', { id: 'item-title' }, item.name),
    ...about(item),
    ...groupsOf(menu, item).map((group) => groupView(menu, item, group)),
    extras.length > 0 &&
      h(
        'fieldset',
        { class: 'extras' },
        h('legend', {}, t('guest.extras')),
        ...extras.map((extra) =>
          h(
            'label',
            { class: 'check' },
            h('input', { type: 'checkbox', name: 'extra', value: extra.name, disabled: extra.available === false }),
            h('span', {}, extra.label ?? extra.name),
            extra.price > 0 && h('span', { class: 'price' }, `+${money(extra.price, menu.currency)}`),
          ),
        ),
      ),
    h('label', { class: 'field' }, t('guest.note'), h('input', { name: 'note', maxlength: noteLength, autocomplete: 'off', dir: 'auto' })),
    h('label', { class: 'field' }, t('guest.quantity'), h('input', { type: 'number', name: 'quantity', min: '1', max: String(Math.min(20, item.remaining ?? 20)), value: '1', required: true })),
    h(
      'div',
      { class: 'row' },
      h('button', { value: 'cancel', class: 'quiet', formnovalidate: true }, t('guest.back')),
      h('button', { value: 'add', class: 'primary' }),
    ),
  ]);
  priceItem(form, menu);
}

/** Says what it costs as it is filled in, and whether enough was chosen. */
export function priceItem(form, menu) {
  const price = unitPrice(menu, form.dataset.item, wishesOf(form)) * (Number(form.elements.quantity.value) || 1);
  form.querySelector('[value=add]').textContent = t('guest.add', { price: money(price, menu.currency) });
  for (const group of form.querySelectorAll('[data-min]')) {
    const [first] = group.querySelectorAll('input');
    const count = group.querySelectorAll(':checked').length;
    const isWrong = count < Number(group.dataset.min) || count > Number(group.dataset.max);
    first?.setCustomValidity(isWrong ? group.querySelector('legend').textContent : '');
  }
}

/** What the form says. */
export function wishesOf(form) {
  const values = (selector) => [...form.querySelectorAll(selector)].map((box) => box.value).filter(Boolean);
  return {
    customizations: values('[name=extra]:checked'),
    options: values('[data-option]:checked'),
    note: form.elements.note.value.trim(),
  };
}

function about({ description, allergens: contained, additives = [], spiciness = 0, diets = [], minAge }) {
  const marks = [...diets.map((diet) => t(`diet.${diet}`)), '🌶'.repeat(spiciness), ...additives].filter(Boolean);
  return [
    description && h('p', { class: 'muted' }, h('bdi', {}, description)),
    minAge && h('p', { class: 'contains' }, t('guest.minAge', { age: minAge })),
    contained?.length > 0 && h('p', { class: 'contains' }, t('guest.contains', { allergens: allergenNames(contained) })),
    marks.length > 0 && h('p', { class: 'muted' }, marks.join(' · ')),
  ];
}

function groupView(menu, item, { groupId, name, min, max, options }) {
  const isOne = max === 1;
  const rule = isOne ? '' : t(min > 0 ? 'guest.chooseFrom' : 'guest.chooseUpTo', { min, max });
  const box = (option) => {
    const own = item.prices?.[option.optionId] ?? option.price;
    const added = option.difference ?? 0;
    const price = own !== undefined ? money(own, menu.currency) : added ? `${added > 0 ? '+' : ''}${money(added, menu.currency)}` : '';
    return h(
      'label',
      { class: 'check' },
      h('input', {
        type: isOne ? 'radio' : 'checkbox',
        name: `group-${groupId}`,
        value: option.optionId,
        'data-option': true,
        checked: option.default && option.available,
        disabled: !option.available,
        required: isOne && min > 0,
      }),
      h(
        'span',
        {},
        option.name,
        option.allergens?.length > 0 && h('small', {}, allergenNames(option.allergens)),
        option.minAge && h('small', {}, t('guest.minAge', { age: option.minAge })),
        option.available && option.remaining !== undefined && h('small', {}, t('guest.left', { count: option.remaining })),
      ),
      price && h('span', { class: 'price' }, price),
    );
  };
  return h(
    'fieldset',
    { class: 'extras', ...(!isOne && { 'data-min': min, 'data-max': max }) },
    h('legend', {}, [name, rule].filter(Boolean).join(': ')),
    isOne &&
      min === 0 &&
      h('label', { class: 'check' }, h('input', { type: 'radio', name: `group-${groupId}`, value: '', checked: true }), h('span', {}, t('guest.nothing'))),
    ...options.map(box),
  );
}
