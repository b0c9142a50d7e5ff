import { Scope } from "../platform/scope.js";
import type { Core } from "./core.js";

/** Whether the server takes work, as it says over HTTP: one that is away, or has just begun to start, says nothing about sockets. */
export async function takesWork(core: Core): Promise<boolean> {
  const { platform, http, connectTimeout } = core.settings;
  const scope = new Scope(platform);
  const abort = new AbortController();
  const forget = core.scope.onEnd(() => abort.abort());
  scope.after(connectTimeout, () => abort.abort());
  try {
    const { ok } = await platform.fetch(`${http}/health/ready`, { cache: "no-store", signal: abort.signal });
    return ok;
  } catch {
    return false;
  } finally {
    forget();
    scope.end();
  }
}
