// The times for which a guest can order, read when they are needed and kept for a moment. docs/protocol.md §5, "Orders for later".
import { h } from './dom.js';
import { t, timeOfDay, whenOf } from './language.js';

const fresh = 60_000;
const longest = 7 * 24 * 60;

export class TimeChoice {
  #cafe;
  #token;
  #onChange;
  #asked = '';
  #readAt = 0;
  #slots = [];

  /**
   * @param cafe the café where it is ordered
   * @param token() → the guest's token
   * @param onChange() is called when there are other times than before
   */
  constructor(cafe, token, onChange) {
    this.#cafe = cafe;
    this.#token = token;
    this.#onChange = onChange;
  }

  /** Reads the times for what is in the basket, unless they were read a moment ago. */
  async want(menu, items, orderType) {
    const wanted = items.map(({ itemId, quantity }) => `${itemId}:${quantity}`).join(',');
    const asked = `${orderType} ${wanted}`;
    if (!menu.scheduleHorizon || (asked === this.#asked && Date.now() - this.#readAt < fresh)) return;
    this.#asked = asked;
    this.#readAt = Date.now();
    try {
      const { slots } = await this.#cafe.loadSlots(this.#token(), wanted, orderType, Math.min(menu.scheduleHorizon, longest));
      if (asked !== this.#asked) return;
      this.#slots = slots;
      this.#onChange();
    } catch {
      // The choice is as it was; the server has the last word in any case.
    }
  }

  /** The times as options of a list, by day, with one that is chosen already. */
  options(chosen) {
    const times = this.#slots.filter(({ available }) => available).map(({ at }) => at);
    if (chosen && !times.includes(chosen)) times.push(chosen);
    const days = Map.groupBy(times.sort(), (at) => new Date(at).toDateString());
    return [...days.values()].map((all) =>
      h('optgroup', { label: whenOf(all[0], { withTime: false }), 'data-key': all[0].slice(0, 10) }, ...all.map((at) => h('option', { value: at, selected: at === chosen }, timeOfDay(at)))),
    );
  }

  /** The field in which a guest says for when it is. */
  field(chosen) {
    return h(
      'label',
      { class: 'field', 'data-key': 'when' },
      t('guest.when'),
      h('select', { name: 'scheduledFor' }, h('option', { value: '', selected: !chosen }, t('guest.soon')), ...this.options(chosen)),
    );
  }
}
