// People who work in a café and sign in by PIN. docs/protocol.md §10.

import { CafeApi, isAway, post } from './cafe-api.js';
import { KeptSession } from './kept-session.js';

export class PinStaff {
  #session;
  #onOver;

  /**
   * @param cafeId the id of the café
   * @param onOver() is called when somebody has to sign in
   */
  constructor(cafeId, onOver) {
    this.cafe = new CafeApi(cafeId);
    this.#session = new KeptSession(`staff.${cafeId}`);
    this.#onOver = onOver;
  }

  /** Who works here is known by PIN only. */
  people = [];

  /** Signs in with a PIN; refused as the server says. */
  async enter(employeeId, pin) {
    const { devices = {} } = this.#session.read() ?? {};
    const { refreshToken, device } = await post('v1/auth/pin', { cafeId: this.cafe.id, employeeId, pin, device: devices[employeeId] });
    // A device that is known is not locked out by what strangers try.
    this.#session.write({ refreshToken, employeeId, devices: { ...devices, [employeeId]: device } });
  }

  /** The next token of who is signed in: {token, …}. */
  async signIn() {
    const session = await this.#session.refresh();
    if (session) return session;
    this.#onOver();
    throw { say: 'staff.signInAgain' };
  }

  /** Who is signed in, as the café's record has them, or had them when the network is away; null where nobody is. */
  async person() {
    try {
      const person = await this.#readPerson();
      if (person) this.#session.write({ ...this.#session.read(), person });
      return person;
    } catch (problem) {
      const { refreshToken, person } = this.#session.read() ?? {};
      if (isAway(problem) && refreshToken && person) return person;
      throw problem;
    }
  }

  async #readPerson() {
    const session = await this.#session.refresh();
    if (!session) return null;
    const { staff } = await this.cafe.loadStaff(session.token);
    const entry = staff.find(({ employeeId }) => employeeId === session.userId);
    // Taken out of the record meanwhile.
    if (!entry) throw { say: 'staff.signInAgain' };
    const { employeeId, name, role, counters, status } = entry;
    const all = role === 'employee' ? null : (await this.cafe.loadCounters(session.token)).counters;
    return { user: employeeId, name, role, status, counters: all ? all.map(({ counterId }) => counterId) : counters };
  }

  /** Ends what was begun by PIN. */
  async signOut() {
    const { refreshToken } = this.#session.read() ?? {};
    this.#session.end();
    try {
      if (refreshToken) await post('v1/auth/sign-out', { refreshToken });
    } catch {
      // Nobody can go on with it here, and it ends by itself.
    }
    this.#onOver();
  }
}
