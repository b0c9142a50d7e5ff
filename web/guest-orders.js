// A guest's orders: read at first, then told by the messages of orders:customer:{id}. docs/protocol.md §5, §10.

import { priceOf } from './price-lines.js';

/** The steps a guest sees of an order, in their order. */
export function stepsOf(order) {
  return ['pending', order.scheduledFor ? 'scheduled' : 'confirmed', 'preparing', 'ready', 'completed'];
}

/** Makes the orders what was read of those that are open; of those that are over, what is known stays. */
export function readOrders(orders, read) {
  for (const order of openOrders(orders)) delete orders[order.orderId];
  for (const order of read) orders[order.orderId] = orderOf(order);
}

/** Folds a message into the orders; returns the order it is about, or null. */
export function applyToOrders(orders, { type, data, timestamp }) {
  const tell = tellers[type];
  if (!tell) return null;
  const order = (orders[data.orderId] ??= { orderId: data.orderId, status: 'pending', items: [], payment: 'open', stars: 0 });
  // What is known may be newer: the state was read later.
  if (order.version > data.orderVersion) return null;
  order.version = data.orderVersion;
  tell(order, data, timestamp);
  return order;
}

/** The orders that still move, newest first. */
export function openOrders(orders) {
  return byAge(orders).filter((order) => !isClosed(order));
}

/** The last order that is over, for a while after it ended. */
export function lastClosed(orders) {
  return byAge(orders).find(isClosed);
}

/** Whether nothing more will happen to an order. */
export function isClosed(order) {
  return order.status === 'completed' || order.status === 'cancelled';
}

function orderOf(order) {
  return {
    orderId: order.orderId,
    version: order.orderVersion,
    number: order.orderNumber,
    status: order.status,
    items: order.items,
    total: order.total,
    price: priceOf(order),
    cashDue: order.cashDue,
    billId: order.billId,
    taxes: order.taxes,
    taxIncluded: order.taxIncluded,
    payment: paymentOf(order),
    paymentUrl: order.payment.paymentUrl,
    createdAt: order.createdAt,
    readyAt: order.estimatedReadyAt ? new Date(order.estimatedReadyAt).getTime() : null,
    delayed: order.delayed,
    code: order.pickupCode,
    location: order.pickupLocation,
    remakeOf: order.remakeOf,
    scheduledFor: order.scheduledFor,
    notes: order.notes ?? [],
    stars: 0,
  };
}

function paymentOf({ payment: { method, status } }) {
  if (status === 'pending') return method === 'cash' ? 'counter' : 'open';
  return status === 'failed' ? 'declined' : status;
}

function byAge(orders) {
  return Object.values(orders).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

function estimate(order, minutes, timestamp) {
  order.readyAt = minutes === null || minutes === undefined ? null : new Date(timestamp).getTime() + minutes * 60_000;
}

const tellers = {
  order_created(order, data, timestamp) {
    order.number = data.orderNumber;
    order.status = data.status;
    order.items = data.items;
    order.total = data.total;
    order.price = priceOf(data);
    order.cashDue = data.cashDue;
    order.billId = data.billId;
    order.taxes = data.taxes;
    order.taxIncluded = data.taxIncluded;
    // Who pays by card is told where.
    order.payment = !data.paymentRequired ? 'none' : data.paymentUrl ? 'open' : 'counter';
    order.paymentUrl = data.paymentUrl;
    order.createdAt = timestamp;
    order.remakeOf = data.remakeOf;
    order.scheduledFor = data.scheduledFor;
    estimate(order, data.estimatedTime, timestamp);
  },
  order_status_changed(order, data, timestamp) {
    order.status = data.currentStatus;
    if (data.currentStatus !== 'ready') order.code = null;
    estimate(order, data.estimatedTime, timestamp);
  },
  order_scheduled(order, data) {
    order.scheduledFor = data.scheduledFor;
  },
  order_fired(order, data, timestamp) {
    order.lateBy = data.lateBy;
    estimate(order, data.estimatedTime, timestamp);
  },
  // A guest hears of lines that they do not get, and of no others.
  order_item_updated(order, data) {
    const line = order.items.find(({ lineId }) => lineId === data.lineId);
    if (line) line.status = data.currentStatus;
    order.total = data.total ?? order.total;
    order.taxes = data.taxes ?? order.taxes;
    order.paymentUrl = data.paymentUrl ?? order.paymentUrl;
  },
  order_total_changed(order, data) {
    order.total = data.total;
    order.price = priceOf(data);
    order.cashDue = data.cashDue;
    order.taxes = data.taxes;
    order.paymentUrl = data.paymentUrl ?? order.paymentUrl;
  },
  order_estimate_changed(order, data, timestamp) {
    order.delayed = data.delayed;
    order.why = data.reason;
    estimate(order, data.estimatedTime, timestamp);
  },
  order_ready(order, data) {
    order.status = 'ready';
    order.code = data.pickupCode;
    order.location = data.pickupLocation;
  },
  course_changed(order, data, timestamp) {
    order.course = { course: data.course, status: data.status };
    const now = { held: 'held', fired: 'queued', ready: 'ready' }[data.status];
    // What is ready is all of the course, and names no lines.
    const isOfIt = (line) => data.lineIds?.includes(line.lineId) ?? (line.course === data.course && line.status !== 'voided');
    for (const line of order.items.filter(isOfIt)) line.status = now;
    if (data.status === 'fired') estimate(order, data.estimatedTime, timestamp);
    if (data.status === 'ready') order.readyAt = null;
  },
  order_note_added(order, data, timestamp) {
    order.notes ??= [];
    if (!order.notes.some(({ at }) => at === timestamp)) order.notes.push({ at: timestamp, message: data.message });
  },
  order_completed(order, data) {
    order.status = 'completed';
    order.rateable = data.rating.enabled;
  },
  order_cancelled(order, data) {
    order.status = 'cancelled';
    order.cancelReason = data.reason;
    order.refund = data.refundRequired ? data.refundAmount : null;
  },
  payment_processed(order, data) {
    // What is paid in parts is paid with the last one.
    if (!data.due) order.payment = 'paid';
  },
  payment_failed(order, data) {
    order.payment = 'declined';
    order.declineReason = data.reason;
  },
  payment_refunded(order, data) {
    // Without a key of its own the page hears only that there was something; its next look at the order tells what.
    if (data.encryptionRequired) return;
    order.payment = data.paymentStatus;
    order.refund = data.totalRefunded;
  },
};
