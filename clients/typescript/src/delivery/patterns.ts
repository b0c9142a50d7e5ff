/** Whether a name or pattern covers a channel: `*` stands for one part of the name (section 3). */
export function covers(name: string, channel: string): boolean {
  if (!isPattern(name)) {
    return name === channel;
  }

  const parts = channel.split(":");
  const asked = name.split(":");
  return parts.length === asked.length && asked.every((part, at) => part === "*" || part === parts[at]);
}

/** Whether a name is a pattern. */
export const isPattern = (name: string): boolean => name.includes("*");
