// The frames of one socket as they happen, newest first, each explained in a line.
import { h } from './dom.js';
import { knows, onChange, preciseTime, t, translate } from './language.js';
import { messages } from './messages.js';
import { linkTo } from './protocol-link.js';
import { sentenceOf } from './sentences.js';

const kept = 250;
const quiet = new Set(['ping', 'pong', 'ack']);

export class Frames {
  #list = h('ol', { class: 'frame-list', reversed: true });
  #count = h('span', { class: 'count' });
  #total = 0;
  #root;

  /**
   * @param root the panel
   * @param actions {drop(), send(text)}
   */
  constructor(root, actions) {
    this.#root = root;
    root.querySelector('.panel-head').append(this.#count);
    root.append(this.#tools(actions), this.#list, h('p', { class: 'empty', 'data-t': 'frames.empty' }), this.#composer(actions));
    translate(root);
    onChange(() => this.#list.querySelectorAll('li').forEach((row) => this.#explain(row)));
  }

  /** Adds a frame. */
  add(direction, text, message) {
    const type = message?.type ?? '';
    const row = h('li', { class: `frame ${direction}`, 'data-type': type, 'data-direction': direction, 'data-quiet': quiet.has(type) });
    row.frame = { text, message, at: Date.now() };
    row.append(
      h(
        'details',
        {},
        h(
          'summary',
          {},
          h('span', { class: 'arrow', 'aria-hidden': 'true' }, direction === 'sent' ? '↑' : '↓'),
          h('code', { class: 'type' }, type || '?'),
          message?.sequence !== undefined && h('span', { class: 'sequence' }, `#${message.sequence}`),
          message?.channel && h('code', { class: 'channel' }, message.channel),
          h('time', {}, preciseTime(row.frame.at)),
        ),
      ),
      h('p', { class: 'meaning' }),
    );
    this.#explain(row);
    row.firstChild.addEventListener('toggle', () => this.#unfold(row));
    this.#list.prepend(row);
    if (this.#list.childElementCount > kept) this.#list.lastChild.remove();
    this.#count.textContent = String(++this.#total);
  }

  #explain(row) {
    const { message } = row.frame;
    const type = message?.type;
    const known = messages[type];
    const code = message?.data?.code ?? message?.data?.error?.code;
    row.querySelector('.arrow').title = t(`frames.${row.dataset.direction}`);
    row.querySelector('.meaning').replaceChildren(
      h('span', { class: 'hidden' }, `${t(`frames.${row.dataset.direction}`)}: `),
      sentenceOf(type) ?? t('frames.unknown'),
      type === 'message_replay' ? ` ${t('frames.replayed', { count: message.data.messages.length })}` : '',
      code && knows(`error.${code}`) ? ` ${t(`error.${code}`)}` : '',
      ' ',
      known ? h('a', { href: linkTo(type) }, `§${known.section}`) : '',
      code ? h('a', { href: linkTo(code) }, code) : '',
    );
  }

  #unfold(row) {
    const details = row.firstChild;
    if (!details.open || details.querySelector('pre')) return;
    const { text, message } = row.frame;
    details.append(h('pre', { tabindex: '0' }, ...(message ? coloured(message) : [text])));
  }

  #tools({ drop }) {
    const hush = h('input', { type: 'checkbox' });
    hush.addEventListener('change', () => this.#root.classList.toggle('hush', hush.checked));
    const cut = h('button', { type: 'button', class: 'quiet', 'data-t': 'frames.drop' });
    cut.addEventListener('click', drop);
    const clear = h('button', { type: 'button', class: 'quiet', 'data-t': 'frames.clear' });
    clear.addEventListener('click', () => this.#list.replaceChildren());
    return h('div', { class: 'tools' }, h('label', { class: 'check' }, hush, h('span', { 'data-t': 'frames.hush' })), cut, clear);
  }

  #composer({ send }) {
    const text = h('textarea', { rows: '4', spellcheck: 'false', 'data-t-label': 'frames.compose' });
    text.value = '{\n  "type": "ping"\n}';
    const form = h('form', { class: 'stack' }, text, h('button', { 'data-t': 'frames.send' }));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      send(text.value);
    });
    return h('details', { class: 'composer' }, h('summary', { 'data-t': 'frames.compose' }), form);
  }
}

/** JSON as readers like it: indented, coloured, and without what should not stand in a screenshot. */
function coloured(message) {
  const json = JSON.stringify(message, (key, value) => (key === 'token' && typeof value === 'string' ? '…' : value), 2);
  const parts = json.split(/("(?:\\.|[^"\\])*"(?:\s*:)?|-?\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b|\btrue\b|\bfalse\b|\bnull\b)/g);
  return parts.map((part, place) => {
    if (place % 2 === 0) return part;
    return h('span', { class: part.endsWith(':') ? 'key' : part.startsWith('"') ? 'text' : 'value' }, part);
  });
}
