// The reference: every address of /openapi/v1.json and every message of /asyncapi.json, to search in.
import { at } from './base.js';
import { h, patch } from './dom.js';
import { offerLanguages, onChange, t } from './language.js';
import { linkTo } from './protocol-link.js';
import { entriesOf } from './reference-entries.js';
import { shapeOf } from './reference-shape.js';
import { sentenceOf } from './sentences.js';

const search = document.querySelector('#search');
const list = document.querySelector('#entries');
const parts = [...document.querySelectorAll('[data-part]')];
let part = 'all';
let entries = [];
let failed = false;

offerLanguages();
onChange(show);
search.addEventListener('input', show);
search.form.addEventListener('submit', (event) => event.preventDefault());
for (const button of parts) {
  button.addEventListener('click', () => {
    part = button.dataset.part;
    for (const each of parts) each.setAttribute('aria-pressed', String(each === button));
    show();
  });
}
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !event.target.closest('input, select, textarea')) {
    event.preventDefault();
    search.focus();
  }
});
addEventListener('hashchange', open);
// What an entry holds is made when somebody opens it.
list.addEventListener('toggle', (event) => event.target.open && fill(event.target), true);

try {
  const [openApi, asyncApi] = await Promise.all(['openapi/v1.json', 'asyncapi.json'].map(read));
  entries = entriesOf(openApi, asyncApi);
} catch {
  failed = true;
}
show();
open();

async function read(path) {
  const response = await fetch(at(path));
  if (!response.ok) throw new Error(path);
  return response.json();
}

function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter(
    (entry) => (part === 'all' || entry.part === part) && words.every((word) => entry.haystack.includes(word)),
  );
  document.querySelector('#count').textContent = failed ? t('reference.failed') : t('reference.found', { count: found.length });
  patch(list, [...Map.groupBy(found, (entry) => entry.group)].map(([group, members]) => section(group, members)));
  for (const entry of list.querySelectorAll('details[open]')) fill(entry);
}

function section(group, members) {
  return h(
    'section',
    { 'data-key': group, 'aria-labelledby': `group-${group}` },
    h('h2', { id: `group-${group}` }, t(`group.${group}`)),
    members.map((entry) =>
      h(
        'details',
        { 'data-key': entry.id, id: entry.id, class: entry.part },
        h(
          'summary',
          null,
          h('span', { class: `way ${entry.way}` }, entry.way),
          h('code', null, entry.name),
          h('span', { class: 'meaning' }, meaning(entry)),
        ),
        h('div', { class: 'body stack', 'data-key': 'body' }),
      ),
    ),
  );
}

function fill(details) {
  const entry = entries.find((each) => each.id === details.id);
  patch(details.querySelector('.body'), [
    h('p', null, h('a', { href: `#${entry.id}` }, '#'), ' ', entry.text ?? entry.summary),
    entry.roles.length > 0 && h('p', null, t('reference.who'), ' ', codes(entry.roles)),
    entry.channels.length > 0 && h('p', null, t('reference.heard'), ' ', codes(entry.channels)),
    entry.section && h('p', null, h('a', { href: linkTo(entry.name) }, t('reference.section', { number: entry.section }))),
    entry.parameters.length > 0 && block(t('reference.parameters'), shapeOf(entry.parameters)),
    entry.contents.map((content) =>
      block(
        title(content),
        content.schema && shapeOf(content.schema),
        content.example && h('pre', { tabindex: '0', 'aria-label': t('reference.sample') }, h('code', null, JSON.stringify(content.example, null, 2))),
      ),
    ),
    entry.refusals.length > 0 &&
      block(
        t('reference.refusals'),
        h(
          'ul',
          { class: 'refusals' },
          entry.refusals.map(({ status, code }) =>
            h('li', null, h('b', null, status), ' ', h('a', { href: linkTo(code) }, h('code', null, code)), ' ', t(`error.${code}`)),
          ),
        ),
      ),
  ]);
}

function title({ kind, status, text }) {
  return kind === 'request' ? `${t('reference.request')}: ${text}` : kind === 'answer' ? `${status} ${text}` : t('reference.frame');
}

function meaning(entry) {
  return entry.part === 'messages' ? sentenceOf(entry.name) : entry.summary;
}

function block(heading, ...children) {
  return h('section', null, h('h3', null, heading), children);
}

function codes(words) {
  return words.map((word, index) => [index > 0 && ', ', h('code', null, word)]);
}

/** Opens the entry that the address names. */
function open() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!entries.some((entry) => entry.id === id)) return;
  if (!document.getElementById(id)) {
    search.value = '';
    parts[0].click();
  }
  const details = document.getElementById(id);
  details.open = true;
  fill(details);
  details.querySelector('summary').focus();
  details.scrollIntoView();
}
