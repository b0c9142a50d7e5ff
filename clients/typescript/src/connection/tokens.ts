import type { Settings } from "../contract/options.js";

/** The token in use. The application is asked for another one where it has to be new, once for all who wait. */
export class Tokens {
  private asking: Promise<string> | undefined;
  private kept: string | undefined;
  private refused = false;

  constructor(private readonly settings: Settings) {}

  /** The token in use. */
  current(): Promise<string> {
    return this.kept === undefined ? this.renewed() : Promise.resolve(this.kept);
  }

  /** A token for a new connection, or for the next stretch of this one. */
  renewed(): Promise<string> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  /** The server does not take the token in use. */
  refuse(): void {
    this.refused = true;
    this.kept = undefined;
  }

  private async ask(): Promise<string> {
    const { token } = this.settings;
    this.kept = typeof token === "string" ? token : await token({ refused: this.refused });
    this.refused = false;
    return this.kept;
  }
}
