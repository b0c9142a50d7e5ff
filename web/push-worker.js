// The guest's service worker: shows on a locked phone that an order is ready, and leads to its page. docs/protocol.md §10, "A locked phone".
// It is no module, for browsers of three years ago take none here. The page keeps the words for it, in the guest's language.
// A scope has one worker: what keeps the page itself is in it, too.

globalThis.importScripts?.('shell-worker.js');

const store = 'tabletap.push';

addEventListener('push', (event) => event.waitUntil(showNotice(event.data)));

addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(showPage(event.notification.data?.cafeId));
});

async function showNotice(data) {
  const notice = readNotice(data);
  const { lang, title, body } = await keptWords();
  // A name may have signs in it that mean something to replace().
  const fill = (text) => text.replace('{number}', () => notice.orderNumber).replace('{cafe}', () => notice.cafeName);
  await registration.showNotification(fill(title), {
    body: fill(body),
    lang,
    tag: notice.orderId,
    // One that takes another's place is heard as well: the order was taken back and is ready again.
    renotify: true,
    vibrate: [300, 150, 300],
    data: { cafeId: notice.cafeId },
  });
}

// A browser takes the right away from who shows nothing, so that something is shown whatever came.
function readNotice(data) {
  const nothing = { orderId: 'order', orderNumber: '', cafeName: '', cafeId: '' };
  try {
    return { ...nothing, ...data.json() };
  } catch {
    return nothing;
  }
}

async function keptWords() {
  try {
    const kept = await (await caches.open(store)).match(new URL('push-words', registration.scope).href);
    return await kept.json();
  } catch {
    return { lang: '', title: '✓ {number}', body: '{cafe}' };
  }
}

async function showPage(cafeId) {
  const page = new URL(encodeURIComponent(cafeId ?? ''), registration.scope).href;
  const all = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = all.find(({ url }) => url.split(/[?#]/)[0] === page);
  return shown ? shown.focus() : clients.openWindow(page);
}
