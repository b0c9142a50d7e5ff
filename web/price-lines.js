// What makes an order or a bill cost something else than its lines, a line for each. docs/protocol.md §5, "Discounts".
import { h } from './dom.js';
import { money, t } from './language.js';

const figures = ['discount', 'comp', 'serviceCharge', 'rounding'];

/** The fields of an order or a bill that are shown; those that are missing are nothing. */
export function priceOf({ discount, comp, serviceCharge, rounding, discounts }) {
  return { discount, comp, serviceCharge, rounding, discounts };
}

/** The lines; none where there is nothing of it. */
export function priceLines(of, currency) {
  const named = (of.discounts ?? []).filter(({ name, percent }) => name && percent !== 100).map(({ name }) => name);
  return figures
    .filter((figure) => of[figure])
    .map((figure) =>
      h(
        'p',
        { class: 'muted', 'data-key': figure },
        h('bdi', {}, [t(`price.${figure}`, { amount: money(of[figure], currency) }), figure === 'discount' && named.join(', ')].filter(Boolean).join(' · ')),
      ),
    );
}
