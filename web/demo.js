// The demo's café, its sessions and its test payments.

import { CafeApi, post, request } from './cafe-api.js';
import { random } from './random.js';

export const cafe = new CafeApi('demo');

/** Signs a person of the demo in: {token, …}. */
export function signIn(role, user, name) {
  const query = new URLSearchParams({ role, user });
  if (name) query.set('name', name);
  return request(`demo/session?${query}`);
}

/** The people of the demo, who need no PIN. */
export const demoStaff = {
  cafe,
  people: [
    { user: 'anna', name: 'Anna', role: 'employee', counters: ['espresso'], place: 'Espresso Bar' },
    { user: 'ben', name: 'Ben', role: 'employee', counters: ['cold'], place: 'Cold Bar' },
    { user: 'chloe', name: 'Chloe', role: 'employee', counters: ['kitchen'], place: 'Kitchen' },
    { user: 'maya', name: 'Maya', role: 'manager', counters: ['espresso', 'cold', 'kitchen'], place: '' },
  ],
  signIn: ({ role, user }) => signIn(role, user),
};

/** A guest of the demo, who pays with test cards: tok_ok, tok_declined, tok_late. */
export const demoGuest = {
  cafe,
  testCards: ['tok_ok', 'tok_declined', 'tok_late'],
  nextUser: () => `guest-${random().slice(0, 8)}`,
  signIn: (user) => signIn('customer', user),
  pay: (token, orderId, card) => post('v1/payments/test', { orderId, token: card }, { authorization: `Bearer ${token}` }),
};
