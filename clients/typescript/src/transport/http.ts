import { TableTapError } from "../contract/errors.js";
import type { ErrorCode, Refusal } from "../contract/messages.js";
import type { Settings } from "../contract/options.js";

/** A refusal over HTTP, with the fields of its problem document (RFC 9457). */
export class HttpRefusal extends TableTapError {
  override name = "HttpRefusal";

  constructor(
    /** The status of the answer. */
    readonly status: number,
    /** What the server said, as on the socket. */
    readonly refusal: Refusal,
  ) {
    super(refusal.message, refusal.code, refusal.retryAfter);
  }
}

/** Asks the server. Throws an {@link HttpRefusal} where it refuses, and what `fetch` throws where it is not there. */
export async function request(settings: Settings, path: string, token: string, init: RequestInit = {}): Promise<Response> {
  const answer = await settings.platform.fetch(settings.http + path, {
    ...init,
    cache: "no-store",
    headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
  });
  if (!answer.ok) {
    throw new HttpRefusal(answer.status, await refusalOf(answer));
  }

  return answer;
}

// What is no problem document comes from a proxy on the way.
async function refusalOf(answer: Response): Promise<Refusal> {
  const problem = (await answer.json().catch(() => ({}))) as Partial<Refusal> & { detail?: string };
  const seconds = Number(answer.headers.get("retry-after") ?? NaN);
  return {
    ...problem,
    code: problem.code ?? codeOf(answer.status),
    message: problem.detail ?? `the server answered with ${answer.status}`,
    ...(problem.retryAfter !== undefined || Number.isNaN(seconds) ? {} : { retryAfter: seconds }),
  };
}

function codeOf(status: number): ErrorCode {
  switch (status) {
    case 401:
      return "AUTHENTICATION_FAILED";
    case 403:
      return "INSUFFICIENT_PERMISSIONS";
    case 404:
      return "NOT_FOUND";
    case 429:
      return "RATE_LIMIT_EXCEEDED";
    default:
      return status >= 500 ? "SERVICE_UNAVAILABLE" : "VALIDATION_FAILED";
  }
}
