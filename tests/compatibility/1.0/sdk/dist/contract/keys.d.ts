/** A private key on P-256 as a JWK (RFC 7517). */
export interface PrivateJwk {
    readonly kty?: string;
    readonly crv?: string;
    readonly x?: string;
    readonly y?: string;
    readonly d?: string;
    /** Its name; absent, it is the key's thumbprint (RFC 7638). */
    readonly kid?: string;
}
