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

/** An order as this person may see it. */
export function loadOrder(token, orderId) {
  return request(`v1/orders/${encodeURIComponent(orderId)}`, { headers: { authorization: `Bearer ${token}` } });
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
