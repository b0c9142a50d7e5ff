/** A frame of the server, as far as the client has to know it (section 2). */
export interface Frame {
    readonly type: string;
    readonly data?: unknown;
    readonly correlationId?: string;
    readonly channel?: string;
    readonly sequence?: number;
}
/** Reads a frame; undefined where the text is none. */
export declare function readFrame(text: unknown): Frame | undefined;
/** A frame of the client, as it is sent. */
export declare function writeFrame(type: string, now: number, data?: unknown, messageId?: string): Record<string, unknown>;
