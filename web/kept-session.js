// What keeps somebody signed in on this device: the refresh token of a sign-in session, good once. docs/protocol.md §10.

import { post } from './cafe-api.js';
import { Kept } from './kept.js';

export class KeptSession extends Kept {
  /** The next tokens: {token, userId, …}; null where nothing is kept, or it is over. A dead network throws and leaves it as it is. */
  async refresh() {
    const kept = this.read();
    if (!kept?.refreshToken) return null;
    try {
      const session = await post('v1/auth/refresh', { refreshToken: kept.refreshToken });
      this.write({ ...this.read(), refreshToken: session.refreshToken });
      return session;
    } catch (problem) {
      if (problem.code !== 'AUTHENTICATION_FAILED') throw problem;
      this.end();
      return null;
    }
  }

  /** Keeps all but the session, and who it was. */
  end() {
    const { refreshToken, person, ...rest } = this.read() ?? {};
    this.write(rest);
  }
}
