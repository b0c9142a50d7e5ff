// Shows a document of docs/ as a page. The text is the repository's; nothing is kept twice.
import { patch, h } from '../dom.js';
import { render } from './markdown.js';

const text = document.querySelector('#text');
const source = `${location.pathname.replace(/\.html$/, '')}.md`;

document.querySelector('#source').href = source;

try {
  const response = await fetch(source);
  if (!response.ok) throw new Error(response.statusText);
  const { nodes, headings } = render(await response.text());
  text.replaceChildren(...nodes);
  patch(document.querySelector('#contents'), [h('ol', {}, ...headings.filter(({ level }) => level <= 3).map(entry))]);
  document.title = `TableTap – ${headings[0]?.words ?? ''}`;
  // The place that was asked for exists only now.
  if (location.hash) location.replace(location.hash);
} catch {
  text.replaceChildren(h('p', {}, 'The text could not be loaded. ', h('a', { href: source }, 'Try it as plain text.')));
}

function entry({ level, id, words }) {
  return h('li', { class: `level-${level}` }, h('a', { href: `#${id}` }, words));
}
