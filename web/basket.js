// What a guest is about to order: lines of an item with what was chosen and changed. Prices shown are the menu's; the server's count.
import { addedTax, serviceCharge } from './tax.js';

export class Basket {
  constructor(lines = []) {
    this.lines = lines;
  }

  /** Adds an item; the same with the same wishes joins its line, unless that has a course: then it has a line of its own. */
  add(itemId, { customizations, options = [], note = '' }, quantity) {
    let key = [itemId, ...options, ...customizations, note].join('|');
    const named = () => this.lines.find((each) => each.key === key);
    while (named()?.course) key += '+';
    const line = named();
    if (line) line.quantity += quantity;
    else this.lines.push({ key, itemId, customizations, options, note, quantity });
  }

  /** In which course a line comes, from 1; 0 for at once. */
  setCourse(key, course) {
    const line = this.lines.find((each) => each.key === key);
    if (line) line.course = course;
  }

  /** One more (1) or one less (-1); a line of none goes. */
  change(key, by) {
    const line = this.lines.find((each) => each.key === key);
    if (line) line.quantity += by;
    this.lines = this.lines.filter((each) => each.quantity > 0);
  }

  clear() {
    this.lines = [];
  }

  /** How many things. */
  get count() {
    return this.lines.reduce((sum, line) => sum + line.quantity, 0);
  }

  /** The sum by the menu, with the service charge and the tax that it adds. */
  total(menu, orderType) {
    const priced = this.lines.map((line) => ({ itemId: line.itemId, price: line.quantity * unitPrice(menu, line.itemId, line) }));
    const sum = priced.reduce((all, { price }) => all + price, 0);
    const service = serviceCharge(menu, sum, orderType);
    // Sums of binary fractions: no currency has more than three decimals.
    return Math.round((sum + service + addedTax(menu, priced, orderType, service)) * 1000) / 1000;
  }

  /**
   * The items of an order_create.
   * @param courses among how many courses the guest chose; 0 where they were not asked
   */
  toItems(courses = 0) {
    const chosen = this.lines.map(({ course = 0 }) => (course <= courses ? course : 0));
    // The lowest course of an order is made at once. Who says of one thing alone that it comes later wants the rest before it.
    const unsaid = chosen.some((course) => course > 1) && !chosen.includes(1) ? 1 : 0;
    return this.lines.map(({ itemId, quantity, customizations, options = [], note }, place) => ({
      itemId,
      quantity,
      customizations,
      ...(options.length > 0 && { options }),
      ...(note && { note }),
      ...((chosen[place] || unsaid) > 0 && { course: chosen[place] || unsaid }),
    }));
  }
}

/** The price of one, as it was chosen and changed: an option's price in place of the item's, and what the others add. */
export function unitPrice(menu, itemId, { customizations, options = [] }) {
  const item = menu.items.find((each) => each.itemId === itemId);
  const chosen = optionsOf(menu, item).filter(({ optionId }) => options.includes(optionId));
  const own = chosen.map(({ optionId, price }) => item.prices?.[optionId] ?? price).find((price) => price !== undefined);
  const extras = menu.customizations.filter((each) => customizations.includes(each.name)).map(({ price }) => price);
  const added = [...extras, ...chosen.map(({ difference }) => difference ?? 0)];
  return Math.max(0, added.reduce((sum, more) => sum + more, own ?? item?.price ?? 0));
}

/** What of these allergens one contains as it was chosen, by what the café says of the item and of its options. */
export function metBy(menu, { itemId, options = [] }, allergies) {
  const item = menu.items.find((each) => each.itemId === itemId);
  const chosen = optionsOf(menu, item).filter(({ optionId }) => options.includes(optionId));
  const contained = [item, ...chosen].flatMap((each) => each?.allergens ?? []);
  return allergies.filter((word) => contained.includes(word));
}

/** The groups that an item asks to choose from, in its order. */
export function groupsOf(menu, item) {
  return (item?.groups ?? []).map((id) => menu.groups.find(({ groupId }) => groupId === id)).filter(Boolean);
}

/** The options of all its groups. */
function optionsOf(menu, item) {
  return groupsOf(menu, item).flatMap(({ options }) => options);
}

/** The names of what was chosen and changed, for people. */
export function wishes(menu, { itemId, customizations, options = [], note }) {
  const item = menu.items.find((each) => each.itemId === itemId);
  const names = optionsOf(menu, item).filter(({ optionId }) => options.includes(optionId)).map(({ name }) => name);
  return [...names, ...customizations, note && `“${note}”`].filter(Boolean).join(', ');
}
