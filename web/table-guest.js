// A guest of a real café: signed in by the code of the table, and kept signed in on this device. docs/protocol.md §10.

import { CafeApi, post } from './cafe-api.js';

const scanAgain = { say: 'guest.scanAgain' };

export class TableGuest {
  #key;
  #code;
  #keepsCode;

  /**
   * @param cafeId the id of the café
   * @param code the code of the table as its QR code has it, or null
   * @param keepsCode whether the device may sign in by it again and again, because it belongs to the café
   */
  constructor(cafeId, code, { keepsCode = false } = {}) {
    this.cafe = new CafeApi(cafeId);
    this.#key = `tabletap.${keepsCode ? 'board' : 'table'}.${cafeId}`;
    this.#keepsCode = keepsCode;
    this.#code = code ?? this.#kept()?.code;
  }

  /** Payment is on the provider's own page. */
  testCards = [];

  /** Who this device was signed in as; null where that is known after signing in only. */
  nextUser() {
    return this.#kept()?.userId ?? null;
  }

  /** Whether there is anything to sign in by. */
  get isKnown() {
    return Boolean(this.#code ?? this.#kept());
  }

  /** Goes on with what this device was given, else signs in by the table's code: {token, userId, …}. */
  async signIn() {
    const kept = this.#kept();
    try {
      if (kept?.refreshToken) return this.#keep(await post('v1/auth/refresh', { refreshToken: kept.refreshToken }));
    } catch (problem) {
      // It is over: the code brings a new one. Anything else, a dead network among it, leaves it as it is.
      if (problem.code !== 'AUTHENTICATION_FAILED') throw problem;
      this.#keep(this.#keepsCode ? {} : null);
    }
    if (!this.#code) throw scanAgain;
    try {
      return this.#keep(await post('v1/auth/guest', { cafeId: this.cafe.id, tableCode: this.#code }));
    } catch (problem) {
      throw problem.code === 'AUTHENTICATION_FAILED' ? scanAgain : problem;
    }
  }

  /** The table at which the guest signed in, or undefined. */
  get table() {
    return this.#kept()?.tableNumber;
  }

  // Another tab of this device may have gone on meanwhile: what is kept is read each time.
  #kept() {
    try {
      return JSON.parse(localStorage.getItem(this.#key));
    } catch {
      return null;
    }
  }

  #keep(session) {
    try {
      if (session) {
        const { refreshToken, userId, tableNumber = this.table } = session;
        const code = this.#keepsCode ? this.#code : undefined;
        localStorage.setItem(this.#key, JSON.stringify({ refreshToken, userId, tableNumber, code }));
      } else localStorage.removeItem(this.#key);
    } catch {
      // Storage is full or switched off: after a reload the code is scanned again.
    }
    return session;
  }
}
