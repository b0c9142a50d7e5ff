/** Something for the application, and what to call once it is handled. */
export interface Entry<Item> {
    readonly item: Item;
    readonly handled: () => void;
}
/** What waits for the application, in order and up to a capacity. */
export declare class Inbox<Item> {
    private readonly capacity;
    private readonly onRoom;
    private readonly entries;
    private waiting;
    private over;
    /** Makes an empty one; `onRoom` is called when one that was full is half empty. */
    constructor(capacity: number, onRoom: () => void);
    private wasFull;
    /** Whether no message fits in now. */
    get full(): boolean;
    /** Puts something at the end. What the client itself says fits in always; there is little of it. */
    put(item: Item, handled?: () => void): void;
    /** Takes the next as soon as there is one; undefined when no more will come. */
    take(): Promise<Entry<Item> | undefined>;
    /** No more will come; what waits can still be taken. */
    end(): void;
    /** Drops what waits; nobody will take it. */
    clear(): void;
}
