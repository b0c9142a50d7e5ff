// The page: two people of one café, and every frame between them and the server.
import { demoGuest, demoStaff } from './demo.js';
import { Frames } from './frames.js';
import { Guest } from './guest.js';
import { offerLanguages } from './language.js';
import { Staff } from './staff.js';

const who = 'tabletap.person';

offerLanguages();

const tabs = [...document.querySelectorAll('[data-show]')];
for (const tab of tabs) tab.addEventListener('click', () => show(tab.dataset.show));

// A link may say where to begin: /?show=staff&staff=ben. It is read once: after that the reader decides.
const asked = new URLSearchParams(location.search);
if (tabs.some((tab) => tab.dataset.show === asked.get('show'))) show(asked.get('show'));
history.replaceState(null, '', location.pathname);

// A guest's link opens no socket of the staff.
const guestOnly = asked.get('show') === 'guest';
if (guestOnly) document.body.dataset.only = 'guest';

const guest = new Guest(demoGuest, new Frames(document.querySelector('#guest-frames'), actionsOf(() => guest)));
if (!guestOnly) {
  const { people } = demoStaff;
  const first = people.find(({ user }) => user === (asked.get('staff') ?? remembered())) ?? people[0];
  const staff = new Staff(demoStaff, first, {
    frames: new Frames(document.querySelector('#staff-frames'), actionsOf(() => staff)),
    onPerson: ({ user }) => remember(user),
  });
}

function show(view) {
  document.body.dataset.view = view;
  for (const tab of tabs) tab.setAttribute('aria-pressed', String(tab.dataset.show === view));
}

function actionsOf(side) {
  return { drop: () => side().drop(), send: (text) => side().send(text) };
}

function remembered() {
  try {
    return sessionStorage.getItem(who);
  } catch {
    return null;
  }
}

function remember(user) {
  try {
    sessionStorage.setItem(who, user);
  } catch {
    // After a reload it is Anna again.
  }
}
