import type { PrivateJwk } from "../contract/keys.js";
import type { ChannelMessage } from "../contract/messages.js";
import type { Jose } from "./jose.js";

/** The keys that an application gave, private ones. */
export interface Keys {
  readonly encryptionKey?: PrivateJwk | undefined;
  readonly signingKey?: PrivateJwk | undefined;
}

const mustBeSigned = new Set(["refund_issue", "order_cancel", "payment_record", "counter_status_update", "encryption_key"]);

/** Signs what a client that is bound to a key has to sign, and opens payment data that is encrypted to it (section 9). */
export class Keyring {
  private jose: Promise<Jose> | undefined;

  constructor(private readonly keys: Keys) {}

  /** The public part of the key for payment data; undefined where there is none. */
  get jwk(): { kty: "EC"; crv: string; x: string; y: string; kid?: string } | undefined {
    const { crv = "", x = "", y = "", kid } = this.keys.encryptionKey ?? {};
    return this.keys.encryptionKey ? { kty: "EC", crv, x, y, ...(kid === undefined ? {} : { kid }) } : undefined;
  }

  /** Loads what keys need; does nothing where there are none. */
  async load(): Promise<void> {
    if (this.keys.encryptionKey || this.keys.signingKey) {
      this.jose ??= import("./jose.js").then(({ Jose }) => new Jose(this.keys));
      await this.jose;
    }
  }

  /** Whether a frame of that type is signed. */
  signs(type: string): boolean {
    return this.keys.signingKey !== undefined && mustBeSigned.has(type);
  }

  /** The text of a frame with its signature. */
  async sign(frame: Record<string, unknown>): Promise<string> {
    await this.load();
    return JSON.stringify({ ...frame, signature: await (await this.jose!).sign(frame) });
  }

  /** A message as the application gets it: with its payment data, where the key opens it. */
  async open(message: ChannelMessage): Promise<ChannelMessage> {
    if (!this.keys.encryptionKey || !message.data || !("encrypted" in message.data) || typeof message.data.encrypted !== "string") {
      return message;
    }

    await this.load();
    const opened = await (await this.jose!).open(message.data.encrypted);
    return opened ? ({ ...message, ...opened } as ChannelMessage) : message;
  }
}
