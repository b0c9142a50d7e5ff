// The demo's HTTP: sessions, menu, test payments. Every failure is {code, message}, as on the socket.

import { at } from './base.js';

export const cafe = 'demo';

/** Signs a person of the demo in: {token, …}. */
export function signIn(role, user, name) {
  const query = new URLSearchParams({ role, user });
  if (name) query.set('name', name);
  return request(`demo/session?${query}`);
}

/** The menu with what is available now. */
export function loadMenu(token) {
  return request(`v1/cafes/${cafe}/menu`, { headers: { authorization: `Bearer ${token}` } });
}

/**
 * The orders in these statuses, all of them: {epoch, positions, orders}. Each page is read at a commit of its own; the
 * first one's positions are the least, so what came between is told once more, and its orderVersion says that it is old.
 */
export async function loadOrders(token, statuses) {
  const orders = [];
  let first;
  let cursor;
  do {
    const query = new URLSearchParams({ status: statuses, limit: 100 });
    if (cursor) query.set('cursor', cursor);
    const page = await request(`v1/cafes/${cafe}/orders?${query}`, { headers: { authorization: `Bearer ${token}` } });
    first ??= page;
    if (page.epoch !== first.epoch) throw { code: 'HISTORY_UNAVAILABLE' };
    orders.push(...page.orders);
    cursor = page.nextCursor;
  } while (cursor);
  return { epoch: first.epoch, positions: first.positions, orders };
}

/** An order as this person may see it. */
export async function loadOrder(token, orderId) {
  const { order } = await request(`v1/orders/${encodeURIComponent(orderId)}`, { headers: { authorization: `Bearer ${token}` } });
  return order;
}

/** Pays with a named card of the test gateway: tok_ok, tok_declined, tok_late. */
export function payWithTestCard(token, orderId, card) {
  return request('v1/payments/test', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ orderId, token: card }),
  });
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(at(path), { cache: 'no-store', ...options });
  } catch {
    throw { message: 'offline' };
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw { code: body.code ?? 'INTERNAL_ERROR', message: body.detail ?? body.title ?? response.statusText };
  return body;
}
