// A guest of a real café: signed in by the code of the table, and kept signed in on this device. docs/protocol.md §10.

import { CafeApi, post } from './cafe-api.js';
import { KeptSession } from './kept-session.js';

const scanAgain = { say: 'guest.scanAgain' };

export class TableGuest {
  #session;
  #code;
  #keepsCode;

  /**
   * @param cafeId the id of the café
   * @param code the code of the table as its QR code has it, or null
   * @param keepsCode whether the device may sign in by it again and again, because it belongs to the café
   */
  constructor(cafeId, code, { keepsCode = false } = {}) {
    this.cafe = new CafeApi(cafeId);
    this.#session = new KeptSession(`${keepsCode ? 'board' : 'table'}.${cafeId}`);
    this.#keepsCode = keepsCode;
    this.#code = code ?? this.#session.read()?.code;
  }

  /** Payment is on the provider's own page. */
  testCards = [];

  /** Who this device was signed in as; null where that is known after signing in only. */
  nextUser() {
    return this.#session.read()?.userId ?? null;
  }

  /** Whether there is anything to sign in by. */
  get isKnown() {
    return Boolean(this.#code ?? this.#session.read());
  }

  /** The table at which the guest signed in, or undefined. */
  get table() {
    return this.#session.read()?.tableNumber;
  }

  /** Goes on with what this device was given, else signs in by the table's code: {token, userId, …}. */
  async signIn() {
    const session = await this.#session.refresh();
    if (session) return session;
    if (!this.#code) throw scanAgain;
    try {
      const { token, ...rest } = await post('v1/auth/guest', { cafeId: this.cafe.id, tableCode: this.#code });
      this.#session.write(this.#keepsCode ? { ...rest, code: this.#code } : rest);
      return { token, ...rest };
    } catch (problem) {
      throw problem.code === 'AUTHENTICATION_FAILED' ? scanAgain : problem;
    }
  }
}
