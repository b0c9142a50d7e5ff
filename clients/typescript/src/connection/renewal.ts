import { TableTapError } from "../contract/errors.js";
import type { TokenRefreshed } from "../protocol/generated.js";
import type { Scope } from "../platform/scope.js";
import type { Core } from "./core.js";
import type { Requests } from "./requests.js";

// The third refusal would close the session.
const attempts = 2;
const pause = 5_000;

/** Answers `token_expiring` with `token_refresh` (section 1). Where it cannot, the session ends at its time and the client reconnects. */
export async function renewSession(core: Core, requests: Requests, scope: Scope): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      const token = await core.tokens.renewed();
      if (scope.ended) {
        return;
      }

      const { sessionExpiresAt } = await requests.ask<TokenRefreshed["data"]>("token_refresh", { token });
      core.raise({ type: "session_renewed", sessionExpiresAt });
      return;
    } catch (fault) {
      if (fault instanceof TableTapError) {
        core.tokens.refuse();
      }

      core.raise({ type: "error_reported", error: { code: "AUTHENTICATION_FAILED", message: `the session was not renewed: ${(fault as Error).message}` } });
      await scope.sleep(pause);
    }
  }
}
