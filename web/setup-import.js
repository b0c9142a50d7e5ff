// A café's file, or its menu as a sheet: chosen or pasted, checked, looked at, and only then imported. docs/menus.md.
import { h } from './dom.js';
import { t } from './language.js';
import { previewOf } from './setup-preview.js';

const formats = { yaml: 'application/yaml', json: 'application/json', csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
const endings = { json: 'json', csv: 'csv', tsv: 'csv', tab: 'csv', xlsx: 'xlsx' };

export class SetupImport {
  #root;
  #text = '';
  #workbook = null;
  #name = '';
  #format = 'yaml';
  #check = null;

  /** @param root where it is shown */
  constructor(root) {
    this.#root = root;
  }

  /** Takes a file that somebody chose. */
  async choose(file) {
    this.#format = endings[file.name.split('.').at(-1).toLowerCase()] ?? 'yaml';
    const isWorkbook = this.#format === 'xlsx';
    // Its bytes as they are now: whoever mends the file chooses it again.
    const content = isWorkbook ? await file.arrayBuffer() : await file.text();
    this.write(isWorkbook ? '' : content);
    // A workbook is no text that could be shown or changed here.
    this.#workbook = isWorkbook ? content : null;
    this.#name = file.name;
    this.#root.querySelector('[name=text]').value = this.#text;
    this.#root.querySelector('[name=format]').value = this.#format;
  }

  /** What it says is another. */
  write(text) {
    this.#text = text;
    this.#workbook = null;
    this.#name = '';
    this.#check = null;
  }

  /** It is written in something else. */
  speak(format) {
    this.#format = format;
    this.#check = null;
  }

  /** What it says, and its media type. */
  get file() {
    return [this.#workbook ?? this.#text, formats[this.#format]];
  }

  /** What was checked: {text, mediaType, tag}; that and nothing else is imported. Null where nothing was. */
  get checked() {
    if (!this.#check) return null;
    const [text, mediaType] = this.file;
    return { text, mediaType, tag: this.#check.tag };
  }

  /** A check found this out about a file; it counts no more where the file is another by now. */
  found(check, [text, mediaType]) {
    const [now, format] = this.file;
    if (now === text && format === mediaType) this.#check = check;
  }

  /** Nothing is imported now. */
  leave() {
    this.#check = null;
  }

  /** Nothing is left of it: it was imported. */
  clear() {
    this.write('');
    this.#root.querySelector('[name=text]').value = '';
  }

  /** Puts the cursor where something is wrong. */
  go(nth) {
    if (this.#workbook) return;
    const { line = 1, column = 1 } = this.#check.problems[nth];
    const area = this.#root.querySelector('[name=text]');
    const lines = this.#text.split('\n');
    const begin = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.focus();
    // The columns of a sheet are its cells: then the line is marked.
    const from = this.#format === 'csv' ? begin : begin + column - 1;
    area.setSelectionRange(from, begin + (lines[line - 1]?.length ?? 0));
  }

  /**
   * What is shown.
   * @param held why nothing can be imported now, in words
   */
  view(held) {
    return [
      h('p', { class: 'muted', 'data-key': 'how' }, t('setup.importHow')),
      h(
        'div',
        { class: 'row', 'data-key': 'choose' },
        h('label', { class: 'entry' }, h('span', {}, t('setup.file')), h('input', { type: 'file', name: 'file', accept: '.yaml,.yml,.json,.csv,.tsv,.tab,.txt,.xlsx' })),
        h('small', { 'data-key': 'name' }, this.#name),
        h('label', { class: 'entry' }, h('span', {}, t('setup.format')), h('select', { name: 'format' }, ...Object.keys(formats).map((format) => h('option', { value: format, selected: format === this.#format }, t(`setup.${format}`))))),
      ),
      h('label', { class: 'entry wide', 'data-key': 'text' }, h('span', {}, t('setup.text')), h('textarea', { name: 'text', rows: '10', spellcheck: 'false', wrap: 'off' })),
      h('div', { class: 'row', 'data-key': 'check' }, h('button', { type: 'button', 'data-action': 'importCheck', disabled: !this.#workbook && this.#text === '' }, t('setup.check')), ...['yaml', 'csv'].map((format) => h('button', { type: 'button', class: 'quiet', 'data-action': 'export', 'data-value': format }, t(`setup.export.${format}`)))),
      h('div', { class: 'stack', 'data-key': 'preview', 'aria-live': 'polite' }, ...previewOf(this.#check, 'import', ({ path, line, column }) => [line && t('setup.line', { line, column }), path].filter(Boolean).join(' · ') || t('setup.wholeFile'), held)),
    ];
  }
}
