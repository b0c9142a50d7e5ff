import type { PositionedState } from "../delivery/follow.js";
import { HttpRefusal, request } from "../transport/http.js";
import type { Scope } from "../platform/scope.js";
import type { Core } from "./core.js";

/** Loads a state over HTTP with a good token (section 10). Throws where the server refuses, or is not there. */
export async function loadState(core: Core, path: string): Promise<PositionedState> {
  const ask = async () => (await request(core.settings, path, await core.tokens.current())).json() as Promise<PositionedState>;
  try {
    return await ask();
  } catch (fault) {
    if (!(fault instanceof HttpRefusal) || fault.status !== 401) {
      throw fault;
    }

    core.tokens.refuse();
    return ask();
  }
}

/** Loads a state as soon as the server is there and has time. Throws where it refuses for good. */
export async function awaitState(core: Core, path: string, scope: Scope): Promise<PositionedState> {
  const { firstBackoff, maxBackoff, platform } = core.settings;
  for (let longest = firstBackoff; ; longest = Math.min(longest * 2, maxBackoff)) {
    try {
      return await loadState(core, path);
    } catch (fault) {
      const status = fault instanceof HttpRefusal ? fault.status : 503;
      if (status < 500 && status !== 429) {
        throw fault;
      }

      const asked = fault instanceof HttpRefusal ? fault.retryAfter : undefined;
      await scope.sleep(asked === undefined ? platform.random() * longest : asked * 1000);
    }
  }
}
