import type { PrivateJwk } from "../contract/keys.js";
/** The part of section 9 that needs the package `jose`; loaded only where there are keys. */
export declare class Jose {
    private readonly signing;
    private readonly encryption;
    private readonly kid;
    constructor({ signingKey, encryptionKey }: {
        signingKey?: PrivateJwk | undefined;
        encryptionKey?: PrivateJwk | undefined;
    });
    /** The signature of a frame of the client: a compact JWS without its payload, over the canonical form of what counts. */
    sign({ type, data, messageId, timestamp }: Record<string, unknown>): Promise<string>;
    /** What is in encrypted payment data: the payload and its signature; undefined where the key does not open it. */
    open(encrypted: string): Promise<{
        data: unknown;
        signature?: string;
    } | undefined>;
}
/** The canonical form of a value (RFC 8785). */
export declare function canonical(value: unknown): string;
