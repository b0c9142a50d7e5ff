// The form of one item: what it is, what it asks to choose, what can be changed, a note, how many.
import { allergenNames, warningOf } from './allergies.js';
import { groupsOf, metBy, unitPrice } from './basket.js';
import { h, patch } from './dom.js';
import { money, t } from './language.js';
import { picture } from './picture.js';
import { noteLength } from './terms.js';

/**
 * Fills the form for an item.
 * @param allergies what must not be eaten: what contains it warns
 * @param hasPictures whether the page shows those of the café
 */
export function showItem(form, menu, item, allergies, hasPictures = false) {
  const extras = menu.customizations.filter((extra) => item.customizations.includes(extra.name));
  form.dataset.item = item.itemId;
  form.dataset.allergies = allergies.join(' ');
  form.replaceChildren();
  patch(form, [
    h('h3', { id: 'item-title' }, item.name),
    hasPictures && picture(item.photo, 640, 360, 'photo'),
    ...about(item).map(([kind, text]) => h('p', { class: kind }, text)),
    ...groupsOf(menu, item).map((group) => groupView(menu, item, group, allergies, hasPictures)),
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
            h('span', {}, h('span', { class: 'name' }, extra.label ?? extra.name), extra.available === false && h('small', {}, t('guest.soldOut'))),
            extra.price > 0 && h('span', { class: 'price' }, `+${money(extra.price, menu.currency)}`),
          ),
        ),
      ),
    h('label', { class: 'field' }, t('guest.note'), h('input', { name: 'note', maxlength: noteLength, autocomplete: 'off', dir: 'auto' })),
    h('label', { class: 'field' }, t('guest.quantity'), h('input', { type: 'number', name: 'quantity', min: '1', max: String(Math.min(20, item.remaining ?? 20)), value: '1', required: true })),
    // Said aloud as it changes with what is chosen. What holds at the beginning is said with the dialog, which is described by it.
    h('div', { id: 'item-met', role: 'status', 'data-met': true }),
    h(
      'div',
      { class: 'row' },
      h('button', { value: 'cancel', class: 'quiet', formnovalidate: true }, t('guest.back')),
      h('button', { value: 'add', class: 'primary' }),
    ),
  ]);
  priceItem(form, menu);
}

/** Says what it costs as it is filled in, whether enough was chosen, and whether it contains what must not be eaten. */
export function priceItem(form, menu) {
  const wishes = wishesOf(form);
  const price = unitPrice(menu, form.dataset.item, wishes) * (Number(form.elements.quantity.value) || 1);
  const allergies = form.dataset.allergies.split(' ');
  patch(form.querySelector('[data-met]'), [warningOf(metBy(menu, { itemId: form.dataset.item, ...wishes }, allergies))]);
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

// What is to be read of an item or an option beside its name: [class, text].
function about({ description, minAge, allergens = [], additives = [], spiciness = 0, diets = [] }) {
  const marks = [...diets.map((diet) => t(`diet.${diet}`)), '🌶'.repeat(spiciness), ...additives].filter(Boolean);
  return [
    description && ['muted', h('bdi', {}, description)],
    minAge && ['contains', t('guest.minAge', { age: minAge })],
    allergens.length > 0 && ['contains', t('guest.contains', { allergens: allergenNames(allergens) })],
    marks.length > 0 && ['muted', marks.join(' · ')],
  ].filter(Boolean);
}

function groupView(menu, item, { groupId, name, min, max, options }, allergies, hasPictures) {
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
        h('span', { class: 'name' }, option.name),
        !option.available && h('small', {}, t('guest.soldOut')),
        option.available && option.remaining !== undefined && h('small', {}, t('guest.left', { count: option.remaining })),
        ...about(option).map(([kind, text]) => h('small', { class: kind }, text)),
        warningOf(allergies.filter((word) => option.allergens?.includes(word)), 'small'),
      ),
      hasPictures && picture(option.photo, 64, 36, 'thumb'),
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
