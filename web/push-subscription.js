// What it takes that a phone is told: a worker, a subscription and the words. It is fetched when a guest wishes it: ready-push.js.
import { at } from './base.js';
import { languageInUse, t } from './language.js';

const store = 'tabletap.push';

/**
 * Has the push service of the browser give an address for this guest's phone.
 * @param scope the address below which the worker is
 * @param publicKey the key of the server
 */
export async function subscribe(scope, publicKey) {
  const registration = await navigator.serviceWorker.register(at('push-worker.js'), { scope });
  await activated(registration);
  const { pushManager } = registration;
  // One that another server's key was for is of no use, and stands in the way.
  const known = await pushManager.getSubscription();
  if (known && base64url(known.options.applicationServerKey) !== publicKey) await known.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

async function activated({ active, waiting, installing }) {
  const worker = installing ?? waiting;
  if (active || !worker) return;
  await new Promise((resolve) => {
    const look = () => ['activated', 'redundant'].includes(worker.state) && resolve();
    worker.addEventListener('statechange', look);
    look();
  });
}

/** Keeps the words of a notification: the worker speaks the language that the guest read last. */
export async function keepWords(scope) {
  const words = { lang: languageInUse(), title: t('push.title'), body: t('push.body') };
  const kept = await caches.open(store);
  await kept.put(new URL('push-words', scope).href, new Response(JSON.stringify(words), { headers: { 'content-type': 'application/json' } }));
}

function base64url(buffer) {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer ?? [])));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
