// What a guest sees of an order: how far it is, what it costs, how to pay, and the pickup code.
import { courseSteps } from './courses.js';
import { h } from './dom.js';
import { isClosed, stepsOf } from './guest-orders.js';
import { homeScreenHint } from './home-screen.js';
import { minutes, money, t, whenOf } from './language.js';
import { priceLines } from './price-lines.js';
import { voucherForm } from './voucher-form.js';

const cancellable = new Set(['pending', 'scheduled', 'confirmed']);

/**
 * The card of one order.
 * @param order the order
 * @param currency what it costs is in
 * @param testCards the cards of a test payment; none where the provider's page takes the money
 * @param times the times for which it could be ordered instead; none where they are not known
 * @param takesVouchers whether the café takes vouchers
 * @param push how it is with telling the phone, as ReadyPush says; null where it is not offered
 */
export function orderCard(order, currency, testCards, times = [], takesVouchers, push = null) {
  return h(
    'article',
    { class: `order ${order.status}`, 'data-key': order.orderId, 'data-status': order.status, 'aria-label': order.number ?? t('guest.sending') },
    h('header', {}, h('h3', {}, order.number ?? '…'), order.total !== undefined && h('span', { class: 'price' }, money(order.total, currency))),
    order.status === 'cancelled' ? cancelledView(order, currency) : progress(order),
    order.status === 'ready' && readyView(order),
    order.status === 'pending' && order.payment !== 'none' && paymentView(order, currency, testCards, takesVouchers),
    timeView(order, times),
    estimateView(order),
    courseSteps(order),
    pushView(order, push),
    order.remakeOf && h('p', { class: 'muted', 'data-key': 'remake' }, t('guest.remakeOf', { number: order.remakeOf.orderNumber })),
    ...(order.notes ?? []).map(({ at, message }) => h('p', { class: 'notice', 'data-key': `note-${at}` }, `${t('guest.notes')}: `, h('bdi', {}, message))),
    h(
      'ul',
      { class: 'lines' },
      ...order.items.map(lineView),
    ),
    ...priceLines(order.price ?? {}, currency),
    ...(order.taxes ?? []).map((share) => taxView(order, share, currency)),
    order.status === 'completed' && ratingView(order),
    h(
      'div',
      { class: 'row' },
      cancellable.has(order.status) && button('cancel', order.orderId, 'quiet', t('guest.cancel')),
      isClosed(order) && button('again', order.orderId, '', t('guest.again')),
    ),
  );
}

function lineView(item) {
  const isVoided = item.status === 'voided';
  const course = item.course && t(`course.${item.course}`);
  return h(
    'li',
    { 'data-key': item.lineId, class: isVoided && 'line voided' },
    h('span', {}, `${item.quantity} × ${item.name}`, h('small', {}, h('bdi', {}, [course, ...item.customizations, item.note && `“${item.note}”`].filter(Boolean).join(', ')))),
    isVoided && h('span', { class: 'mark' }, t('guest.voided')),
  );
}

function taxView({ taxIncluded }, { rate, net, tax }, currency) {
  const words = { rate, net: money(net, currency), tax: money(tax, currency) };
  return h('p', { class: 'muted', 'data-key': `tax-${rate}` }, t(taxIncluded ? 'guest.taxIncluded' : 'guest.taxAdded', words));
}

function progress(order) {
  const steps = stepsOf(order);
  // Between its time and the first cup an order for later is still where it was.
  const reached = steps.indexOf(order.status === 'confirmed' && order.scheduledFor ? 'scheduled' : order.status);
  return h(
    'ol',
    { class: 'steps', 'aria-label': t('guest.progress') },
    ...steps.map((step, place) =>
      h(
        'li',
        { class: place < reached ? 'past' : place === reached ? 'now' : '', 'aria-current': place === reached && 'step' },
        t(step === 'confirmed' && order.billId ? 'step.billed' : `step.${step}`),
      ),
    ),
  );
}

function readyView(order) {
  return h(
    'div',
    { class: 'pickup' },
    h('p', {}, t('guest.ready', { place: order.location ?? '' })),
    order.code
      ? h('p', { class: 'code' }, h('span', { class: 'hidden' }, t('guest.code')), h('strong', { 'data-code': order.code }, order.code))
      : h('p', {}, t('guest.noCode')),
  );
}

function paymentView(order, currency, testCards, takesVouchers) {
  if (order.payment === 'counter') return h('p', { class: 'paying' }, t('guest.payAtCounter', { amount: money(order.cashDue ?? order.total, currency), number: order.number }));
  if (order.payment === 'processing') return h('p', { class: 'paying' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), t('guest.paying'));
  return h(
    'div',
    { class: 'pay' },
    order.payment === 'declined' && h('p', { class: 'declined' }, t('guest.declined')),
    testCards.length > 0 && h('p', { class: 'muted' }, t('guest.payWith')),
    testCards.length === 0 && order.paymentUrl && h('a', { class: 'button primary', href: order.paymentUrl, target: '_blank', rel: 'noreferrer' }, t('guest.pay', { amount: money(order.total, currency) })),
    h(
      'div',
      { class: 'row' },
      ...testCards.map((card, place) =>
        h(
          'button',
          { type: 'button', class: place === 0 ? 'primary' : '', 'data-action': 'pay', 'data-value': card, 'data-order-id': order.orderId },
          t(`card.${card}`),
        ),
      ),
    ),
    takesVouchers && voucherForm({ orderId: order.orderId }, order.total, currency),
  );
}

// For when it is; as long as no counter has it, the guest may choose another time.
function timeView(order, times) {
  if (!order.scheduledFor || isClosed(order)) return null;
  const words = t(order.lateBy ? 'guest.scheduledLate' : 'guest.scheduled', { time: whenOf(order.scheduledFor), minutes: minutes(order.lateBy ?? 1) });
  const canChange = (order.status === 'pending' || order.status === 'scheduled') && times.length > 0;
  return h(
    'div',
    { class: 'later', 'data-key': 'later' },
    h('p', { class: order.lateBy ? 'estimate' : '' }, words),
    canChange && h('label', { class: 'field' }, t('guest.otherTime'), h('select', { name: 'reschedule', 'data-order-id': order.orderId }, ...times)),
  );
}

// How the guest hears of it with the phone in the pocket.
function pushView({ orderId }, push) {
  if (!push) return null;
  if (push === 'off' || push === 'home') return h('p', { class: 'muted', 'data-key': 'push' }, push === 'off' ? t('guest.keepOpen') : homeScreenHint());
  return h(
    'div',
    { class: 'row', 'data-key': 'push' },
    push === 'on' && h('p', {}, `✓ ${t('guest.told')}`),
    push === 'on' && button('tellMeNot', orderId, 'quiet', t('guest.tellMeNot')),
    push !== 'on' && h('button', { type: 'button', 'data-action': 'tellMe', 'data-value': orderId, disabled: push === 'asking' }, t('guest.tellMe')),
  );
}

function estimateView(order) {
  const waiting = order.status === 'confirmed' || order.status === 'preparing';
  if (!waiting || !order.readyAt) return null;
  const left = minutes((order.readyAt - Date.now()) / 60_000);
  return h('p', { class: 'estimate' }, t(order.delayed ? 'guest.delayed' : 'guest.estimate', { minutes: left }), order.why && h('small', { lang: 'en' }, order.why));
}

function cancelledView(order, currency) {
  return h(
    'p',
    { class: 'cancelled' },
    t('guest.cancelled', { reason: t(`reason.${order.cancelReason}`) }),
    order.refund ? ` ${t('guest.refunded', { amount: money(order.refund, currency) })}` : '',
  );
}

function ratingView(order) {
  if (!order.rateable) return null;
  if (order.stars) return h('p', {}, t('guest.thanks', { stars: '★'.repeat(order.stars) }));
  return h(
    'div',
    { class: 'stars', role: 'group', 'aria-label': t('guest.rate') },
    ...[1, 2, 3, 4, 5].map((stars) =>
      h('button', { type: 'button', 'data-action': 'rate', 'data-value': String(stars), 'data-order-id': order.orderId, 'aria-label': t('guest.stars', { stars }) }, '★'),
    ),
  );
}

function button(action, value, style, words) {
  return h('button', { type: 'button', class: style, 'data-action': action, 'data-value': value }, words);
}
