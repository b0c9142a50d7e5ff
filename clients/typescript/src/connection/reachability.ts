import { Scope } from "../platform/scope.js";
import type { Core } from "./core.js";

/** Whether the server answers at all over HTTP, whatever it says. */
export async function answers(core: Core): Promise<boolean> {
  const { platform, http, connectTimeout } = core.settings;
  const scope = new Scope(platform);
  const abort = new AbortController();
  const forget = core.scope.onEnd(() => abort.abort());
  scope.after(connectTimeout, () => abort.abort());
  try {
    // Nothing of the answer is read, so that pages of other origins may ask too.
    await platform.fetch(`${http}/health/live`, { cache: "no-store", mode: "no-cors", signal: abort.signal });
    return true;
  } catch {
    return false;
  } finally {
    forget();
    scope.end();
  }
}
