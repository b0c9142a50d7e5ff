// The part of Markdown that docs/ uses, as elements: headings, paragraphs, lists, tables, code and links. Text is only ever
// set as text, so nothing in a document can run.
import { h } from '../dom.js';

/** Renders a document: its nodes, and its headings for a table of contents. */
export function render(markdown) {
  const lines = markdown.split('\n');
  const headings = [];
  const nodes = [];
  while (lines.length > 0) {
    const block = blocks.find(({ starts }) => starts.test(lines[0]));
    const node = block ? block.read(lines, headings) : paragraph(lines);
    if (node) nodes.push(node);
  }
  return { nodes, headings };
}

/** The anchor of a heading, as code hosts make it. */
export function anchor(words) {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replace(/ /g, '-');
}

const blocks = [
  { starts: /^\s*$/, read: (lines) => void lines.shift() },
  { starts: /^#{1,6} /, read: heading },
  { starts: /^```/, read: fence },
  { starts: /^\|/, read: table },
  { starts: /^(?:[-*]|\d+\.) /, read: list },
  { starts: /^> /, read: (lines) => h('blockquote', {}, ...inline(taken(lines, /^> /).map((line) => line.slice(2)).join(' '))) },
];

function heading(lines, headings) {
  const [, marks, text] = /^(#+) (.*)$/.exec(lines.shift());
  const words = text.replace(/[`*]/g, '');
  const entry = { level: marks.length, id: anchor(words), words };
  headings.push(entry);
  return h(`h${entry.level}`, { id: entry.id }, ...inline(text));
}

function fence(lines) {
  lines.shift();
  const code = [];
  while (lines.length > 0 && !lines[0].startsWith('```')) code.push(lines.shift());
  lines.shift();
  return h('pre', { tabindex: '0' }, h('code', {}, code.join('\n')));
}

function table(lines) {
  const [head, , ...rows] = taken(lines, /^\|/).map(cells);
  const row = (tag, texts) => h('tr', {}, ...texts.map((text) => h(tag, tag === 'th' ? { scope: 'col' } : {}, ...inline(text))));
  return h('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': head.join(', ') }, h('table', {}, h('thead', {}, row('th', head)), h('tbody', {}, ...rows.map((texts) => row('td', texts)))));
}

function cells(line) {
  // A bar inside code, or after a backslash, is no border.
  const parts = line.replace(/^\||\|\s*$/g, '').match(/(?:`[^`]*`|\\.|[^|])+/g) ?? [];
  return parts.map((part) => part.replaceAll('\\|', '|').trim());
}

function list(lines) {
  const tag = /^\d/.test(lines[0]) ? 'ol' : 'ul';
  const items = [];
  while (lines.length > 0 && /^(?:[-*]|\d+\.) |^ {2,}\S/.test(lines[0])) {
    const line = lines.shift();
    if (/^\s/.test(line)) items[items.length - 1] += ` ${line.trim()}`;
    else items.push(line.replace(/^(?:[-*]|\d+\.) /, ''));
  }
  return h(tag, {}, ...items.map((item) => h('li', {}, ...inline(item))));
}

function paragraph(lines) {
  const text = [];
  while (lines.length > 0 && !blocks.some(({ starts }) => starts.test(lines[0]))) text.push(lines.shift());
  return h('p', {}, ...inline(text.join(' ')));
}

function taken(lines, pattern) {
  const found = [];
  while (lines.length > 0 && pattern.test(lines[0])) found.push(lines.shift());
  return found;
}

function inline(text) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/);
  return parts.map((part) => {
    if (part.startsWith('`')) return h('code', {}, part.slice(1, -1));
    if (part.startsWith('**')) return h('strong', {}, ...inline(part.slice(2, -2)));
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    // Only places of this site and the web: no script: or data: can be linked to.
    if (link && /^(?:#|\.{0,2}\/|https:\/\/|[\w-]+(?:\.md|\/))/.test(link[2])) return h('a', { href: link[2] }, ...inline(link[1]));
    return link ? link[1] : part;
  });
}
