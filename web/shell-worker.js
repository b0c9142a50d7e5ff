// Keeps what a page is made of on the device, so that a reload off the network shows what the page knows, and of when that is. What the café
// itself tells (/v1) is not kept here. It is no module, for browsers of three years ago take none here; push-worker.js takes it in.

// One for each build: the server puts the fingerprint of its pages in.
const shellName = 'tabletap.shell.';
const shellStore = `${shellName}{build}`;
const shellRoot = new URL('./', location).href;
const shellPatience = 3_000;
const mostShellFiles = 200;
// Scripts, styles and pictures, and the pages of cafés and counters.
const shellFiles = /^(?:[\w./-]+\.(?:js|css|svg)|[gcsmb]\/[\w-]+)$/;

addEventListener('install', () => skipWaiting());

addEventListener('activate', (event) => event.waitUntil(takeShellOver()));

// A page says what it fetched before this worker took over.
addEventListener('message', (event) => event.waitUntil(keepShell(event.data)));

addEventListener('fetch', (event) => {
  const key = event.request.method === 'GET' && shellKeyOf(event.request.url);
  if (key) event.respondWith(answerOfShell(event, key));
});

async function takeShellOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith(shellName) && name !== shellStore) await caches.delete(name);
  }
  await clients.claim();
}

async function keepShell(addresses) {
  const keys = new Set(addresses.slice(0, mostShellFiles).map(shellKeyOf));
  keys.delete(null);
  // One that cannot be had is kept with the next load.
  await Promise.allSettled([...keys].map(async (key) => putShell(key, await fetch(key))));
}

// The network comes first: what is kept is for when it is away, slow, or somebody else answers in its place.
async function answerOfShell(event, key) {
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => putShell(key, answer.clone())).catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, shellPatience, null));
  const first = await Promise.race([fresh.catch(() => null), late]);
  if (first && first.status < 500) return first;
  const kept = await (await caches.open(shellStore)).match(key);
  return kept ?? fresh;
}

async function putShell(key, answer) {
  if (answer.ok) await (await caches.open(shellStore)).put(key, answer);
}

// The address of a file of the pages without what follows it: the code of a table is not kept. Null for all else.
function shellKeyOf(address) {
  const [key] = address.split(/[?#]/);
  return key.startsWith(shellRoot) && shellFiles.test(key.slice(shellRoot.length)) ? key : null;
}
