// The page: two people of one café, and every frame between them and the server.
import { Frames } from './frames.js';
import { Guest } from './guest.js';
import { choose, current, onChange, translate } from './language.js';
import { Staff } from './staff.js';

const language = document.querySelector('#language');
language.value = current();
language.addEventListener('change', () => choose(language.value));
translate(document);
onChange(() => translate(document));

for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => {
    document.body.dataset.view = button.dataset.show;
    for (const other of document.querySelectorAll('[data-show]')) other.setAttribute('aria-pressed', String(other === button));
    scrollTo({ top: 0 });
  });
}

// A link may ask for the staff's side, for narrow screens.
if (new URLSearchParams(location.search).get('show') === 'staff') document.querySelector('[data-show=staff]').click();

const guest = new Guest(new Frames(document.querySelector('#guest-frames'), actionsOf(() => guest)));
const staff = new Staff(new Frames(document.querySelector('#staff-frames'), actionsOf(() => staff)));

function actionsOf(side) {
  return { drop: () => side().drop(), send: (text) => side().send(text) };
}
