// Setting a café up: its file as fields, checked by the rules of every import, and changed only after a look at what changes.
import { at as address } from './base.js';
import { atNextPicture, h, patch } from './dom.js';
import { onChange, t, timeOfDay } from './language.js';
import { problemNotice } from './notices.js';
import { at, take } from './setup-fields.js';
import { SetupImport } from './setup-import.js';
import { lists, nameOf, partsOf } from './setup-parts.js';
import { previewOf } from './setup-preview.js';

const json = 'application/json';
const early = 60_000;

export class Setup {
  #root = document.querySelector('#setup');
  #source;
  #person;
  #import = new SetupImport(this.#root.querySelector('#setup-import .content'));
  #file = null;
  #known = {};
  #tag = null;
  #readAt = null;
  #isChanged = false;
  #check = null;
  #pin = null;
  #session = null;
  #said = '';
  #problem = null;
  #keys = new WeakMap();
  #lastKey = 0;
  #draw = atNextPicture(() => this.#render());

  /**
   * @param source the café and how its manager signs in
   * @param person who sets it up
   */
  constructor(source, person) {
    this.#source = source;
    this.#person = person;
    this.#root.querySelector('#setup-back').href = address(`m/${source.cafe.id}`);
    this.#listen();
    onChange(() => this.#draw());
    addEventListener('beforeunload', (event) => this.#isChanged && event.preventDefault());
    this.#do(() => this.#load());
  }

  #listen() {
    const actions = {
      add: (name) => this.#add(name),
      remove: (path) => this.#remove(path),
      always: () => this.#turn(() => (this.#file.openingHours = this.#file.openingHours === 'always' ? {} : 'always')),
      check: () => this.#do(() => this.#look()),
      changeGo: (nth) => this.#go(this.#check.problems[nth].path),
      change: () => this.#do(() => this.#save(JSON.stringify(this.#file), json, this.#tag)),
      changeNot: () => (this.#check = null),
      reload: () => this.#do(() => this.#load()),
      pin: (employeeId) => (this.#pin = employeeId),
      pinNot: () => (this.#pin = null),
      importCheck: () => this.#do(async () => (this.#import.check = await this.#source.cafe.checkFile(await this.#token(), ...this.#import.file))),
      importGo: (nth) => this.#import.go(Number(nth)),
      import: () => this.#do(() => this.#save(...this.#import.file)),
      importNot: () => (this.#import.check = null),
      export: (format) => this.#do(() => this.#export(format)),
      dismiss: () => (this.#problem = null),
    };
    this.#root.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-action]');
      if (!button) return;
      actions[button.dataset.action](button.dataset.value);
      this.#draw();
    });
    this.#root.addEventListener('input', ({ target }) => {
      if (target.dataset.path) this.#type(target);
      else if (target.name === 'text') this.#import.write(target.value);
      this.#draw();
    });
    this.#root.addEventListener('change', ({ target }) => {
      if (target.name === 'format') this.#import.speak(target.value);
      if (target.name === 'file' && target.files[0]) this.#do(() => this.#import.choose(target.files[0]));
      this.#draw();
    });
    this.#root.addEventListener('submit', (event) => {
      event.preventDefault();
      if ('pin' in event.target.dataset) this.#do(() => this.#setPin(event.target));
      else this.#do(() => this.#look());
    });
  }

  async #load() {
    const { text, tag } = await this.#source.cafe.loadFile(await this.#token(), json);
    this.#file = JSON.parse(text);
    this.#tag = tag;
    this.#known = Object.fromEntries(Object.entries(lists).map(([name, { id }]) => [name, new Set(this.#file[name].map((one) => one[id]))]));
    this.#readAt = new Date();
    this.#isChanged = false;
    this.#check = null;
    // What was typed into fields goes with the file it was typed for.
    patch(this.#root.querySelector('#setup-file'), []);
  }

  /** The file is another than it was; what was found out about it counts no more, but for what is marked. */
  #turn(change) {
    change();
    this.#isChanged = true;
    this.#said = '';
    if (this.#check?.valid) this.#check = null;
  }

  // What was wrong with a field is not what is wrong with it now.
  #type(field) {
    const { path } = field.dataset;
    this.#turn(() => take(this.#file, field));
    const left = this.#check?.problems.filter((one) => one.path !== path && !one.path.startsWith(`${path}[`)) ?? [];
    this.#check = left.length > 0 ? { ...this.#check, problems: left } : null;
  }

  #add(name) {
    this.#turn(() => this.#file[name].push(lists[name].fresh(this.#file)));
    this.#render();
    this.#root.querySelector(`[data-part=${name}] .entries-list > li:last-child input`)?.focus();
  }

  #remove(path) {
    const [, name, nth] = /^(\w+)\[(\d+)\]$/.exec(path);
    this.#turn(() => this.#file[name].splice(Number(nth), 1));
  }

  async #look() {
    this.#fillIds();
    this.#check = await this.#source.cafe.checkFile(await this.#token(), JSON.stringify(this.#file), json);
    if (!this.#check.valid) this.#go(this.#check.problems[0].path);
  }

  // An entry without an id gets one of its name, which no other entry has.
  #fillIds() {
    for (const [name, { id }] of Object.entries(lists)) {
      const taken = new Set(this.#file[name].map((one) => one[id]));
      for (const one of this.#file[name]) {
        if (one[id]) continue;
        const plain = nameOf(one).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || name;
        let made = plain;
        for (let nth = 2; taken.has(made); nth++) made = `${plain}-${nth}`;
        taken.add(made);
        one[id] = made;
      }
    }
  }

  async #save(text, mediaType, tag) {
    const { changes } = await this.#source.cafe.importFile(await this.#token(), text, mediaType, tag);
    if (!tag) this.#import.clear();
    await this.#load();
    this.#said = t('setup.done', { count: changes.length });
  }

  async #export(format) {
    const mediaType = { yaml: 'application/yaml', csv: 'text/csv' }[format];
    const { text } = await this.#source.cafe.loadFile(await this.#token(), mediaType);
    const file = URL.createObjectURL(new Blob([text], { type: mediaType }));
    h('a', { href: file, download: `${this.#source.cafe.id}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(file), 60_000);
  }

  async #setPin(form) {
    await this.#source.cafe.setPin(await this.#token(), this.#pin, form.elements.pin.value);
    this.#pin = null;
    this.#said = t('setup.pinDone');
  }

  /** Shows the field of a path, or of what holds it. */
  #go(path) {
    this.#render();
    const fields = [...this.#root.querySelectorAll('[data-path]')];
    const field = fields.find((one) => one.dataset.path === path) ?? fields.find((one) => path.startsWith(`${one.dataset.path}[`) || one.dataset.path.startsWith(`${path}.`));
    if (!field) return;
    for (let part = field.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
    field.focus();
  }

  async #token() {
    // A session is renewed before it ends, and not for each request.
    if (!this.#session || new Date(this.#session.expiresAt) - Date.now() < early) this.#session = await this.#source.signIn(this.#person);
    return this.#session.token;
  }

  async #do(what) {
    this.#problem = null;
    try {
      await what();
    } catch (problem) {
      this.#problem = problem;
    }
    this.#draw();
  }

  #keyOf(entry) {
    if (!this.#keys.has(entry)) this.#keys.set(entry, `e${++this.#lastKey}`);
    return this.#keys.get(entry);
  }

  #render() {
    const find = (id) => this.#root.querySelector(id);
    const problems = this.#check?.problems ?? [];
    patch(find('#setup-problem'), [problemNotice(this.#problem), this.#problem?.code === 'CONFLICT' && h('button', { type: 'button', 'data-action': 'reload' }, t('setup.reload'))].flat());
    patch(find('#setup-line'), [this.#readAt && t('setup.readAt', { time: timeOfDay(this.#readAt) }), ' · ', this.#person.name]);
    patch(find('#setup-import .content'), this.#import.view());
    if (!this.#file) return;
    const isNew = (name, entry) => !this.#known[name].has(entry[lists[name].id]);
    patch(find('#setup-file'), partsOf(this.#file, problems, (entry) => this.#keyOf(entry), isNew));
    patch(find('#setup-preview'), this.#previewView());
  }

  #previewView() {
    if (this.#pin) return [this.#pinForm()];
    return [
      ...previewOf(this.#check, 'change', ({ path }) => this.#placeOf(path)),
      this.#said && h('p', { 'data-key': 'said', role: 'status' }, this.#said),
      this.#isChanged && !this.#check?.valid && h('div', { class: 'row', 'data-key': 'look' }, h('button', { type: 'button', class: 'primary', 'data-action': 'check' }, t('setup.look')), h('button', { type: 'button', class: 'quiet', 'data-action': 'reload' }, t('setup.asItWas'))),
    ];
  }

  #placeOf(path) {
    const entry = /^\w+\[\d+\]/.exec(path)?.[0];
    const name = entry && nameOf(at(this.#file, entry) ?? {});
    return name ? `${name} · ${path}` : path || t('setup.wholeFile');
  }

  #pinForm() {
    return h(
      'form',
      { class: 'row', 'data-pin': true, 'data-key': 'pin' },
      h('label', { class: 'entry' }, h('span', {}, t('setup.pinOf', { id: this.#pin })), h('input', { name: 'pin', type: 'password', inputmode: 'numeric', pattern: '[0-9]{4,12}', minlength: '4', maxlength: '12', required: true, autocomplete: 'new-password' })),
      h('button', { class: 'primary' }, t('setup.pinSet')),
      h('button', { type: 'button', class: 'quiet', 'data-action': 'pinNot' }, t('setup.notYet')),
    );
  }
}
