// Refunds by how far they are, and what a manager does about one that waits. docs/protocol.md §5, "Carrying refunds out".
import { h } from './dom.js';
import { money, t, timeOfDay, whenOf } from './language.js';

const statuses = ['pending', 'failed', 'succeeded'];
// What a refund ends as for good, and how the protocol calls it.
const ends = { wentBack: 'succeeded', didNot: 'failed' };

export class RefundList {
  #cafe;
  #token;
  #onChange;
  #onProblem;
  #status = 'pending';
  #answer = null;
  #readAt = null;
  #asks = null;
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
    // Those of the status before must not stand under the name of this one.
    this.#answer = null;
    return this.read();
  }

  /** Reads the list; only the last read counts. */
  async read(cursor) {
    const nth = ++this.#reads;
    try {
      const answer = await this.#cafe.loadRefunds(this.#token(), this.#status, cursor);
      if (nth !== this.#reads) return;
      this.#answer = cursor ? { ...answer, refunds: [...this.#answer.refunds, ...answer.refunds] } : answer;
      this.#readAt = new Date();
    } catch (problem) {
      this.#onProblem(problem);
    }
    this.#onChange();
  }

  /** Reads what comes after. */
  more() {
    return this.read(this.#answer.nextCursor);
  }

  /** Asks once more before a refund ends as something for good. */
  ask(refundId, end) {
    this.#asks = { refundId, end };
  }

  /** Ends nothing after all; answers what was asked. */
  keep() {
    const asked = this.#asks;
    this.#asks = null;
    return asked;
  }

  /** The command that hands a refund over once more; nothing where it is not in the list any more. */
  handOver(refundId) {
    return this.#command(refundId, 'pending');
  }

  /** The command that ends a refund as it was asked. */
  end() {
    const asked = this.keep();
    return asked && this.#command(asked.refundId, ends[asked.end]);
  }

  #command(refundId, status) {
    const refund = this.#answer?.refunds.find((one) => one.refundId === refundId);
    return refund && { orderId: refund.orderId, refundId, status, reason: { pending: 'Handed over once more', succeeded: 'Given back by hand', failed: 'It did not go back' }[status] };
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
      h(
        'div',
        { class: 'row', 'data-key': 'read' },
        this.#answer && h('span', { class: 'muted' }, t('setup.readAt', { time: timeOfDay(this.#readAt) })),
        h('button', { type: 'button', class: 'quiet', 'data-action': 'readRefunds' }, t('search.again')),
      ),
      this.#answer && this.#answer.refunds.length === 0 && h('p', { class: 'muted', 'data-key': 'none' }, t('refund.none')),
      this.#answer && h('ul', { class: 'stack', 'data-key': 'refunds' }, ...this.#answer.refunds.map((refund) => refundView(refund, this.#answer.currency, this.#asks))),
      this.#answer?.nextCursor && h('div', { class: 'row', 'data-key': 'more' }, h('button', { type: 'button', 'data-action': 'moreRefunds' }, t('search.more'))),
    ];
  }
}

function refundView({ refundId, orderId, orderNumber, amount, status, reason, requestedAt, delivery }, currency, asks) {
  const act = (action, word, style = 'quiet') => h('button', { type: 'button', class: style, 'data-action': action, 'data-value': refundId, 'data-word': word }, t(`refund.${word}`));
  const isTried = delivery && !delivery.dead;
  const isAsked = asks?.refundId === refundId;
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
    status === 'pending' && !isAsked && h('div', { class: 'row', 'data-key': 'acts' }, !isTried && act('handOver', 'handOver', 'primary'), act('askRefund', 'wentBack'), act('askRefund', 'didNot')),
    status === 'pending' &&
      isAsked &&
      h(
        'div',
        { class: 'row', 'data-key': 'asked' },
        h('strong', {}, t(`refund.sure.${asks.end}`, { amount: money(amount, currency), number: orderNumber })),
        h('button', { type: 'button', class: 'primary', 'data-action': 'endRefund' }, t('advice.sure')),
        h('button', { type: 'button', class: 'quiet', 'data-action': 'keepRefund', 'data-focus': true }, t('advice.no')),
      ),
  );
}
