/** Spreads what is sent so that no minute holds more than the server allows (section 8). First come, first served. */
export class Limiter {
  private readonly times: number[] = [];

  constructor(
    private readonly most: number,
    private readonly elapsed: () => number,
  ) {}

  /** Takes the next place; answers how many milliseconds to wait for it. */
  reserve(): number {
    const now = this.elapsed();
    const free = this.times.length >= Math.max(1, this.most) ? this.times.shift()! + 60_000 : now;
    const at = Math.max(now, free);
    this.times.push(at);
    return at - now;
  }
}
