// The pickup board for a screen on the wall: /b/{café}. Numbers and places only, no names. docs/protocol.md §3, §10.
import './install.js';
import { h, patch } from './dom.js';
import { cafe as demo, demoGuest } from './demo.js';
import { onChange, t, translate } from './language.js';
import { problemNotice, showFreshness } from './notices.js';
import { Session } from './session.js';
import { TableGuest } from './table-guest.js';

const most = 18;
const shiftEvery = 60_000;
const shifts = [[0, 0], [6, 3], [0, 6], [-6, 3]];
const cafeId = decodeURIComponent(location.pathname.split('/').at(-1));
const code = new URLSearchParams(location.search).get('t');
history.replaceState(null, '', location.pathname);

const root = document.querySelector('#board');
// A screen on the wall has nobody to scan for it: it keeps the code with which it was set up.
const screen = new TableGuest(cafeId, code, { keepsCode: true });
const source = screen.isKnown || cafeId !== demo.id ? screen : demoGuest;
let orders = new Map();
let problem = null;

translate(document);
onChange(() => translate(document));
const session = new Session({
  authorise: () => source.signIn(source.nextUser()),
  channels: [`cafe:${cafeId}:general`],
  load: (token) => source.cafe.loadBoard(token),
  onLoaded: (board) => (orders = new Map(board.orders.map((order) => [order.orderNumber, order]))),
  onFrame: () => {},
  onMessage: (message) => heard(message),
  onState: () => show(),
  onProblem: (failure) => {
    problem = failure;
    show();
  },
  onSettled: () => {
    problem = null;
    show();
  },
});
session.open();
setInterval(() => session.state.name !== 'live' && show(), 1000);

// What stands still for a day stays in the glass: the picture moves by a few pixels.
let place = 0;
setInterval(() => {
  const [x, y] = shifts[++place % shifts.length];
  root.style.transform = `translate(${x}px, ${y}px)`;
}, shiftEvery);

document.addEventListener('click', (event) => {
  const action = event.target.closest('button[data-action]')?.dataset.action;
  if (action === 'hurry') session.hurry();
  if (action === 'dismiss') problem = null;
  if (action) show();
});

function heard({ type, data }) {
  if (type !== 'board_changed') return;
  // The youngest comes first, so that a change is seen where people look.
  orders.delete(data.orderNumber);
  if (data.status !== 'removed') orders = new Map([[data.orderNumber, data], ...orders]);
  show();
}

function show() {
  if (session.state.name === 'live') problem = null;
  showFreshness(document.body, document.querySelector('#board-line'), session, '');
  patch(document.querySelector('#board-problem'), problemNotice(problem));
  for (const status of ['preparing', 'ready']) {
    const all = [...orders.values()].filter((order) => order.status === status);
    patch(document.getElementById(status), [
      ...all.slice(0, most).map((order) => numberOf(order)),
      all.length > most && h('li', { class: 'more', 'data-key': 'more' }, t('board.more', { count: all.length - most })),
      all.length === 0 && h('li', { class: 'none', 'data-key': 'none' }, t('board.none')),
    ]);
  }
}

function numberOf({ orderNumber, pickupLocation }) {
  return h(
    'li',
    { 'data-key': orderNumber },
    h('strong', { 'aria-label': orderNumber }, orderNumber.replace(/^ORD-0*/, '')),
    pickupLocation && h('small', {}, pickupLocation),
  );
}
