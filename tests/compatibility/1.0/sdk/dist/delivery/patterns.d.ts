/** Whether a name or pattern covers a channel: `*` stands for one part of the name (section 3). */
export declare function covers(name: string, channel: string): boolean;
/** Whether a name is a pattern. */
export declare const isPattern: (name: string) => boolean;
