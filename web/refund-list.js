// Refunds by how far they are, and what a manager does about one that waits. docs/protocol.md §5, "Carrying refunds out".
import { h } from './dom.js';
import { money, t, whenOf } from './language.js';

const statuses = ['pending', 'failed', 'succeeded'];

export class RefundList {
  #cafe;
  #token;
  #onChange;
  #onProblem;
  #status = 'pending';
  #answer = null;
  #reads = 0;

  /**
   * @param cafe the café whose refunds they are
   * @param token() → a token of a manager
   * @param onChange() is called when something else is to be shown
   * @param onProblem(problem) is told what went wrong
   */
  constructor(cafe, token, { onChange, onProblem }) {
    this.#cafe = cafe;
    this.#token = token;
    this.#onChange = onChange;
    this.#onProblem = onProblem;
  }

  /** Shows those of another status. */
  choose(status) {
    this.#status = status;
    return this.read();
  }

  /** Reads the list; only the last read counts. */
  async read(cursor) {
    const nth = ++this.#reads;
    try {
      const answer = await this.#cafe.loadRefunds(this.#token(), this.#status, cursor);
      if (nth !== this.#reads) return;
      this.#answer = cursor ? { ...answer, refunds: [...this.#answer.refunds, ...answer.refunds] } : answer;
    } catch (problem) {
      this.#onProblem(problem);
    }
    this.#onChange();
  }

  /** Reads what comes after. */
  more() {
    return this.read(this.#answer.nextCursor);
  }

  /** The command that says how a refund is. */
  command(refundId, status) {
    const { orderId } = this.#answer.refunds.find((one) => one.refundId === refundId);
    return { orderId, refundId, status, reason: { pending: 'Handed over once more', succeeded: 'Given back by hand', failed: 'It did not go back' }[status] };
  }

  /** What is shown. */
  view() {
    return [
      h(
        'label',
        { class: 'field', 'data-key': 'status' },
        h('span', {}, t('search.status')),
        h('select', { name: 'refundStatus' }, ...statuses.map((status) => h('option', { value: status, selected: status === this.#status }, t(`refund.${status}`)))),
      ),
      this.#answer && this.#answer.refunds.length === 0 && h('p', { class: 'muted', 'data-key': 'none' }, t('refund.none')),
      this.#answer && h('ul', { class: 'stack', 'data-key': 'refunds' }, ...this.#answer.refunds.map((refund) => refundView(refund, this.#answer.currency))),
      this.#answer?.nextCursor && h('div', { class: 'row', 'data-key': 'more' }, h('button', { type: 'button', 'data-action': 'moreRefunds' }, t('search.more'))),
    ];
  }
}

function refundView({ refundId, orderId, orderNumber, amount, status, reason, requestedAt, delivery }, currency) {
  const act = (action, style = 'quiet') => h('button', { type: 'button', class: style, 'data-action': action, 'data-value': refundId }, t(`refund.${action}`));
  const isTried = delivery && !delivery.dead;
  return h(
    'li',
    { class: `refund${delivery?.dead ? ' dead' : ''}`, 'data-key': refundId },
    h(
      'p',
      {},
      h('button', { type: 'button', class: 'quiet', 'data-action': 'openOrder', 'data-value': orderId }, orderNumber),
      h('strong', {}, money(amount, currency)),
      ' ',
      h('span', {}, reason),
      ' ',
      h('span', { class: 'muted' }, whenOf(requestedAt)),
    ),
    delivery?.lastError && h('p', { class: 'muted', lang: 'en' }, `${t('refund.tries', { count: delivery.attempts })} · ${delivery.lastError}`),
    status === 'pending' && h('div', { class: 'row' }, !isTried && act('handOver', 'primary'), act('wentBack'), act('didNot')),
  );
}
