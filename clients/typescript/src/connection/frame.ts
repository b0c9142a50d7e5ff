/** A frame of the server, as far as the client has to know it (section 2). */
export interface Frame {
  readonly type: string;
  readonly data?: unknown;
  readonly correlationId?: string;
  readonly channel?: string;
  readonly sequence?: number;
}

/** Reads a frame; undefined where the text is none. */
export function readFrame(text: unknown): Frame | undefined {
  if (typeof text !== "string") {
    return undefined;
  }

  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === "object" && frame !== null && typeof (frame as Frame).type === "string" ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/** A frame of the client, as it is sent. */
export function writeFrame(type: string, now: number, data?: unknown, messageId?: string): Record<string, unknown> {
  return {
    type,
    ...(messageId === undefined ? {} : { messageId }),
    ...(data === undefined ? {} : { data }),
    timestamp: new Date(now).toISOString(),
    version: "1.0",
  };
}
