import canonicalize from "canonicalize";
import { calculateJwkThumbprint, compactDecrypt, FlattenedSign, importJWK, type CryptoKey, type KeyObject } from "jose";
import type { PrivateJwk } from "../contract/keys.js";

type Key = CryptoKey | KeyObject | Uint8Array;

/** The part of section 9 that needs the package `jose`; loaded only where there are keys. */
export class Jose {
  private readonly signing: Promise<Key> | undefined;
  private readonly encryption: Promise<Key> | undefined;
  private readonly kid: Promise<string> | undefined;

  constructor({ signingKey, encryptionKey }: { signingKey?: PrivateJwk | undefined; encryptionKey?: PrivateJwk | undefined }) {
    this.signing = signingKey && importJWK(signingKey, "ES256");
    this.encryption = encryptionKey && importJWK(encryptionKey, "ECDH-ES");
    this.kid = signingKey && (signingKey.kid === undefined ? calculateJwkThumbprint(signingKey) : Promise.resolve(signingKey.kid));
  }

  /** The signature of a frame of the client: a compact JWS without its payload, over the canonical form of what counts. */
  async sign({ type, data, messageId, timestamp }: Record<string, unknown>): Promise<string> {
    const { protected: header, signature } = await new FlattenedSign(bytesOf(canonical({ type, data, messageId, timestamp })))
      .setProtectedHeader({ alg: "ES256", typ: "tabletap+jws", kid: (await this.kid)! })
      .sign(await this.signing!);
    return `${header}..${signature}`;
  }

  /** What is in encrypted payment data: the payload and its signature; undefined where the key does not open it. */
  async open(encrypted: string): Promise<{ data: unknown; signature?: string } | undefined> {
    try {
      const { plaintext } = await compactDecrypt(encrypted, await this.encryption!, {
        keyManagementAlgorithms: ["ECDH-ES"],
        contentEncryptionAlgorithms: ["A256GCM"],
      });
      return JSON.parse(new TextDecoder().decode(plaintext));
    } catch {
      return undefined;
    }
  }
}

/** The canonical form of a value (RFC 8785). */
export function canonical(value: unknown): string {
  return canonicalize(value) ?? "";
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
