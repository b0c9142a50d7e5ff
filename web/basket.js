// What a guest is about to order: lines of an item with its customisations. Prices shown are the menu's; the server's count.

export class Basket {
  constructor(lines = []) {
    this.lines = lines;
  }

  /** Adds an item; the same with the same customisations joins its line. */
  add(itemId, customizations, quantity) {
    const key = [itemId, ...customizations].join('|');
    const line = this.lines.find((each) => each.key === key);
    if (line) line.quantity += quantity;
    else this.lines.push({ key, itemId, customizations, quantity });
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

  /** The sum by the menu. */
  total(menu) {
    const sum = this.lines.reduce((all, line) => all + line.quantity * unitPrice(menu, line.itemId, line.customizations), 0);
    // Sums of binary fractions: no currency has more than three decimals.
    return Math.round(sum * 1000) / 1000;
  }

  /** The items of an order_create. */
  toItems() {
    return this.lines.map(({ itemId, quantity, customizations }) => ({ itemId, quantity, customizations }));
  }
}

/** The price of one, with customisations. */
export function unitPrice(menu, itemId, customizations) {
  const item = menu.items.find((each) => each.itemId === itemId);
  const extras = menu.customizations.filter((each) => customizations.includes(each.name));
  return Math.max(0, extras.reduce((sum, extra) => sum + extra.price, item?.price ?? 0));
}
