/** A random id: crypto.randomUUID exists on secure pages only, and a café's tablet may come over plain HTTP. */
export function random() {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(36).padStart(2, '0')).join('');
}
