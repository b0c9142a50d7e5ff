// Setting a café up: its file as fields, checked by the rules of every import, and changed only after a look at what changes.
import { at as address } from './base.js';
import { tellTimesIn } from './cafe-time.js';
import { atNextPicture, h, keepingFocus, patch } from './dom.js';
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
  #fresh = new WeakSet();
  #tag = null;
  #readAt = null;
  #isChanged = false;
  #check = null;
  #isSaving = false;
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
      change: () => this.#do(() => this.#save(this.#check, false)),
      changeNot: () => (this.#check = null),
      reload: () => this.#do(() => this.#load()),
      pin: (employeeId) => this.#askPin(employeeId),
      pinNot: () => this.#leavePin(),
      importCheck: () => this.#do(() => this.#lookAtImport()),
      importGo: (nth) => this.#import.go(Number(nth)),
      import: () => this.#do(() => this.#save(this.#import.checked, true)),
      importNot: () => this.#import.leave(),
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
      if (target.name === 'file' && target.files[0]) {
        const [file] = target.files;
        this.#do(() => this.#import.choose(file));
        // So that the same file, mended, can be chosen again.
        target.value = '';
      }
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
    tellTimesIn(this.#file.timeZone);
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
    const entry = lists[name].fresh(this.#file);
    this.#fresh.add(entry);
    this.#turn(() => this.#file[name].push(entry));
    this.#render();
    this.#root.querySelector(`[data-part=${name}] .entries-list > li:last-child input`)?.focus();
  }

  #remove(path) {
    const [, name, nth] = /^(\w+)\[(\d+)\]$/.exec(path);
    this.#turn(() => this.#file[name].splice(Number(nth), 1));
    // The places of what was wrong are those of other entries now.
    this.#check = null;
    this.#render();
    const part = this.#root.querySelector(`[data-part=${name}]`);
    (part.querySelector(`[data-action=remove][data-value="${path}"]`) ?? part.querySelector('[data-action=add]')).focus();
  }

  async #look() {
    this.#fillIds();
    this.#dropEmpty();
    const text = JSON.stringify(this.#file);
    const check = await this.#source.cafe.checkFile(await this.#token(), text, json);
    // Somebody typed meanwhile: what was found is about another text.
    if (JSON.stringify(this.#file) !== text) return;
    this.#check = { ...check, text, mediaType: json, tag: this.#tag };
    if (!check.valid) this.#go(check.problems[0].path);
  }

  async #lookAtImport() {
    const { file } = this.#import;
    this.#import.found(await this.#source.cafe.checkFile(await this.#token(), ...file), file);
  }

  // A description of which no language is left.
  #dropEmpty() {
    for (const item of this.#file.menu) {
      if (item.description && Object.keys(item.description).length === 0) delete item.description;
    }
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

  /** Imports what was looked at, and nothing else, where the café is still what it was held against. */
  async #save(checked, isImport) {
    // A second tap in the same picture, or one on what does not hold any more.
    if (this.#isSaving || !checked || (isImport && this.#isChanged)) return;
    const { text, mediaType, tag } = checked;
    if (!tag) throw { say: 'setup.noTag' };
    this.#isSaving = true;
    this.#render();
    try {
      const { changes } = await this.#source.cafe.importFile(await this.#token(), text, mediaType, tag);
      if (isImport) this.#import.clear();
      await this.#load();
      this.#said = t('setup.done', { count: changes.length });
    } catch (problem) {
      throw problem.code === 'CONFLICT' ? await this.#told(problem, tag) : problem;
    } finally {
      this.#isSaving = false;
    }
  }

  // A café that was changed meanwhile is to be read again; no reading helps where it does not take what was sent.
  async #told(conflict, tag) {
    const { tag: now } = await this.#source.cafe.loadFile(await this.#token(), json);
    return now === tag ? { ...conflict, say: 'setup.refused' } : { ...conflict, isStale: true };
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
    this.#leavePin();
    this.#said = t('setup.pinDone');
  }

  #askPin(employeeId) {
    this.#pin = employeeId;
    this.#render();
    this.#root.querySelector('[data-pin] input').focus();
  }

  #leavePin() {
    const employeeId = this.#pin;
    this.#pin = null;
    this.#render();
    this.#root.querySelector(`[data-action=pin][data-value="${employeeId}"]`)?.focus();
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
      // Also where the clock here is wrong: the next try signs in again.
      if (problem.code === 'AUTHENTICATION_FAILED') this.#session = null;
    }
    this.#draw();
  }

  #keyOf(entry) {
    if (!this.#keys.has(entry)) this.#keys.set(entry, `e${++this.#lastKey}`);
    return this.#keys.get(entry);
  }

  #render() {
    keepingFocus(() => this.#show());
  }

  #show() {
    const find = (id) => this.#root.querySelector(id);
    const problems = this.#check?.problems ?? [];
    patch(find('#setup-problem'), [problemNotice(this.#problem), this.#problem?.isStale && h('button', { type: 'button', 'data-action': 'reload' }, t('setup.reload'))].flat());
    patch(find('#setup-line'), [this.#readAt && t('setup.readAt', { time: timeOfDay(this.#readAt) }), ' · ', this.#person.name]);
    patch(find('#setup-import .content'), this.#import.view(this.#isChanged ? t('setup.importHeld') : ''));
    if (!this.#file) return;
    // What is typed while it is saved would be lost.
    find('#setup-file').inert = this.#isSaving;
    const isNew = (entry) => this.#fresh.has(entry);
    patch(find('#setup-file'), partsOf(this.#file, problems, (entry) => this.#keyOf(entry), isNew));
    patch(find('#setup-preview'), this.#previewView());
  }

  #previewView() {
    if (this.#pin) return [this.#pinForm()];
    return [
      ...previewOf(this.#check, 'change', ({ path }) => this.#placeOf(path)),
      this.#said && h('p', { 'data-key': 'said', role: 'status', tabindex: '-1', 'data-focus': true }, this.#said),
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
      { class: 'row', 'data-pin': true, 'data-key': `pin-${this.#pin}` },
      h('label', { class: 'entry' }, h('span', {}, t('setup.pinOf', { id: this.#pin })), h('input', { name: 'pin', type: 'password', inputmode: 'numeric', pattern: '[0-9]{4,12}', minlength: '4', maxlength: '12', required: true, autocomplete: 'new-password' })),
      h('button', { class: 'primary' }, t('setup.pinSet')),
      h('button', { type: 'button', class: 'quiet', 'data-action': 'pinNot' }, t('setup.notYet')),
    );
  }
}
