// Lets a browser install this page, with an icon: it is told which one of which café. What the page is made of stays on the device, for a
// reload off the network. docs/protocol.md §10.
import { at } from './base.js';
import { h } from './dom.js';

// A scope has one worker: that of guests tells of orders, too.
const workers = { g: 'push-worker.js', c: 'shell-worker.js', s: 'shell-worker.js', m: 'shell-worker.js', b: 'shell-worker.js' };
const [page, id] = location.pathname.split('/').slice(-2);
// A home screen of an iPhone knows nothing of what is kept here: a page there signs in by the code of the table once more.
const code = navigator.standalone === false ? location.search : '';
document.head.append(
  h('link', { rel: 'manifest', href: at(`manifest/${page}/${id}${code}`) }),
  h('link', { rel: 'apple-touch-icon', href: at('icon-180.png') }),
);

// A machine's own address needs no network.
if (location.protocol === 'https:' && navigator.serviceWorker && page in workers) {
  if (document.readyState === 'complete') keep(navigator.serviceWorker);
  else addEventListener('load', () => keep(navigator.serviceWorker), { once: true });
}

function keep(serviceWorker) {
  // What came before the worker took over it has not seen.
  serviceWorker.addEventListener('controllerchange', () => {
    const files = performance.getEntriesByType('resource').map(({ name }) => name);
    serviceWorker.controller?.postMessage([location.href, ...files]);
  });
  // Without it the page works as well, as long as the network does.
  serviceWorker.register(at(workers[page]), { scope: at(`${page}/`) }).catch(() => {});
}
