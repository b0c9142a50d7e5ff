import type { PrivateJwk } from "../contract/keys.js";
import type { ChannelMessage } from "../contract/messages.js";
/** The keys that an application gave, private ones. */
export interface Keys {
    readonly encryptionKey?: PrivateJwk | undefined;
    readonly signingKey?: PrivateJwk | undefined;
}
/** Signs what a client that is bound to a key has to sign, and opens payment data that is encrypted to it (section 9). */
export declare class Keyring {
    private readonly keys;
    private jose;
    constructor(keys: Keys);
    /** The public part of the key for payment data; undefined where there is none. */
    get jwk(): {
        kty: "EC";
        crv: string;
        x: string;
        y: string;
        kid?: string;
    } | undefined;
    /** Loads what keys need; does nothing where there are none. */
    load(): Promise<void>;
    /** Whether a frame of that type is signed. */
    signs(type: string): boolean;
    /** The text of a frame with its signature. */
    sign(frame: Record<string, unknown>): Promise<string>;
    /** A message as the application gets it: with its payment data, where the key opens it. */
    open(message: ChannelMessage): Promise<ChannelMessage>;
}
