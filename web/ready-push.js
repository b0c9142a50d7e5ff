// A guest has the phone told that an order is ready, locked or asleep: Web Push. docs/protocol.md §10, "A locked phone".
// Whoever cannot have it, or does not want it, misses nothing but that: the page itself tells as it always does.
import { at } from './base.js';
import { isClosed } from './guest-orders.js';

const scope = at('g/');
const askAgain = 30_000;
const unpaid = new Set(['open', 'declined', 'processing']);

export class ReadyPush {
  #cafe;
  #token;
  #changed;
  #told;
  #asking = new Set();
  #refused = new Set();
  #isOffered;

  /**
   * @param cafe the HTTP of the café
   * @param token() → the guest's token
   * @param changed() is told when there is something else to show
   * @param told the orders that the phone is told of, as they were kept
   */
  constructor(cafe, token, changed, told = []) {
    this.#cafe = cafe;
    this.#token = token;
    this.#changed = changed;
    this.#told = new Set(told);
  }

  /** What a reload has to know. */
  get kept() {
    return [...this.#told];
  }

  /**
   * How it is with an order: 'ask' where the guest can wish it, 'asking', 'on', 'off' where it was wished and cannot be, 'home' where it can
   * be from the home screen only; or null.
   */
  stateOf(order) {
    if (!isAwaited(order)) return null;
    // Who took the right away since is told no more.
    if (this.#told.has(order.orderId)) return isThere() && Notification.permission !== 'denied' ? 'on' : 'off';
    if (this.#asking.has(order.orderId)) return 'asking';
    if (this.#refused.has(order.orderId)) return 'off';
    // False is an iPhone's word for a page that is not on its home screen.
    const wish = isThere() ? Notification.permission !== 'denied' && 'ask' : navigator.standalone === false && 'home';
    return wish && this.#offered() ? wish : null;
  }

  /** The orders that are open, as they were read: of others nothing stays on the phone. */
  keep(open) {
    const ids = new Set(open.map(({ orderId }) => orderId));
    for (const orderId of this.#told) if (!ids.has(orderId)) this.forget(orderId);
  }

  /**
   * The guest wishes it. Called as a button is pressed, for only then does a browser ask.
   * @returns whether the phone will be told
   */
  async ask(orderId) {
    this.#asking.add(orderId);
    try {
      if ((await Notification.requestPermission()) !== 'granted') throw { code: 'DENIED' };
      const { keepWords, subscribe } = await import('./push-subscription.js');
      const { publicKey } = await this.#cafe.loadPushKey();
      const subscription = await subscribe(scope, publicKey);
      await keepWords(scope);
      await this.#cafe.subscribePush(this.#token(), orderId, subscription);
      this.#told.add(orderId);
    } catch {
      // Not wished after all, no push service, no room: the page tells, and says so.
      this.#refused.add(orderId);
    }
    this.#asking.delete(orderId);
    this.#changed();
    return this.#told.has(orderId);
  }

  /** The guest does not wish it any more. */
  async withdraw(orderId) {
    await this.#cafe.withdrawPush(this.#token(), orderId);
    this.#told.delete(orderId);
    this.#changed();
  }

  /** An order is over: nothing of it stays on the phone. */
  async forget(orderId) {
    if (!this.#told.delete(orderId)) return;
    try {
      const registration = await navigator.serviceWorker.getRegistration(scope);
      for (const notice of (await registration?.getNotifications({ tag: orderId })) ?? []) notice.close();
    } catch {
      // The browser has taken the right back: then it shows none.
    }
  }

  /** Another guest has the device from here on. */
  leave() {
    for (const orderId of this.#told) {
      this.#cafe.withdrawPush(this.#token(), orderId).catch(() => {});
      this.forget(orderId);
    }
  }

  // Nobody is asked in vain: a server that tells no phones has no key.
  #offered() {
    if (this.#isOffered === undefined) {
      this.#isOffered = false;
      this.#cafe.loadPushKey().then(
        () => {
          this.#isOffered = true;
          this.#changed();
        },
        ({ code }) => {
          if (code !== 'NOT_FOUND') setTimeout(() => (this.#isOffered = undefined), askAgain);
        },
      );
    }
    return this.#isOffered;
  }
}

function isThere() {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis && 'caches' in globalThis;
}

// Whoever still has to pay has something else to do first.
function isAwaited(order) {
  return !isClosed(order) && order.status !== 'ready' && !(order.status === 'pending' && unpaid.has(order.payment));
}
