// The tax that a menu adds to its prices, by the rules of docs/protocol.md §5, "Tax": to the currency's minor unit, halves up.

/** The service charge of an order, without the tax that is added to it; 0 where it has none. */
export function serviceCharge({ serviceCharge: charge }, sum, orderType) {
  return charge && (charge.orderType ?? orderType) === orderType ? share(sum, charge.percent, charge.decimals) : 0;
}

/** What is added to the price of lines; 0 where the prices contain the tax, or none is counted. */
export function addedTax({ tax, items, serviceCharge: charge }, lines, orderType, service = 0) {
  if (!tax || tax.included) return 0;
  const byRate = new Map();
  const priced = lines.map(({ itemId, price }) => ({ id: items.find((each) => each.itemId === itemId)?.taxClass, price }));
  if (service) priced.push({ id: charge.taxClass, price: service });
  for (const { id, price } of priced) {
    const named = tax.classes.find(({ taxClassId }) => taxClassId === id);
    const rate = (orderType === 'takeaway' ? named?.takeawayRate : named?.rate) ?? 0;
    byRate.set(rate, [...(byRate.get(rate) ?? []), price]);
  }
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
  return sum([...byRate].map(([rate, prices]) => sum((tax.rounding === 'line' ? prices : [sum(prices)]).map((price) => share(price, rate, tax.decimals)))));
}

// In whole numbers, for binary fractions would round a half either way.
function share(price, rate, decimals) {
  const unit = 10 ** (3 - decimals);
  return (Math.round((Math.round(price * 1000) * Math.round(rate * 1000)) / (100_000 * unit)) * unit) / 1000;
}
