// Where the pages lie: the server may stand below a path of its host, and a proxy may take that path away before it asks.
// So every address of the server is made from the place of this file, which lies beside them.

const root = new URL('./', import.meta.url);

/** An address of the server: at('v1/commands'). */
export function at(path) {
  return new URL(path, root).href;
}
