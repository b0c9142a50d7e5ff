/** Spreads what is sent so that no minute holds more than the server allows (section 8). First come, first served. */
export declare class Limiter {
    private readonly most;
    private readonly elapsed;
    private readonly times;
    constructor(most: number, elapsed: () => number);
    /** Takes the next place; answers how many milliseconds to wait for it. */
    reserve(): number;
}
