// Setting a café up: its file as fields, checked by the rules of every import, and changed only after a look at what changes.
import { at as address } from './base.js';
import { tellTimesIn } from './cafe-time.js';
import { atNextPicture, h, keepingFocus, patch } from './dom.js';
import { onChange, t, timeOfDay } from './language.js';
import { problemNotice } from './notices.js';
import { at, holderOf, isWithin, take } from './setup-fields.js';
import { SetupImport } from './setup-import.js';
import { add, dropEmptyTexts, fillIds, followNames, move, nameOf, remove } from './setup-lists.js';
import { partsOf } from './setup-parts.js';
import { previewOf } from './setup-preview.js';
import { turnTax } from './setup-tax.js';

const json = 'application/json';
const early = 60_000;

export class Setup {
  #root = document.querySelector('#setup');
  #source;
  #person;
  #import = new SetupImport(this.#root.querySelector('#setup-import .content'));
  #file = null;
  #fresh = new WeakSet();
  #named = new WeakMap();
  #open = new Set();
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
      add: (path) => this.#add(path),
      remove: (path) => this.#remove(path),
      up: (path) => this.#move(path, -1),
      down: (path) => this.#move(path, 1),
      tax: () => this.#tax(),
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
    // Where it is open what is seldom changed is made; the event does not bubble.
    this.#root.addEventListener(
      'toggle',
      ({ target }) => {
        const { fold } = target.dataset;
        if (!fold) return;
        if (target.open) this.#open.add(fold);
        else this.#open.delete(fold);
        this.#draw();
      },
      true,
    );
    this.#root.addEventListener('change', ({ target }) => {
      if (target.dataset.path) this.#settle(false);
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
    followNames(this.#file, this.#named);
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

  // What was wrong with a field, or with what holds it, is not what is wrong with it now.
  #type(field) {
    const { path } = field.dataset;
    this.#turn(() => take(this.#file, field));
    const left = this.#check?.problems.filter((one) => !isWithin(one.path, path) && !isWithin(path, one.path)) ?? [];
    this.#check = left.length > 0 ? { ...this.#check, problems: left } : null;
  }

  // What was typed is what somebody meant, once the field is left: other entries can name it.
  #settle(isLast) {
    fillIds(this.#file, isLast);
    followNames(this.#file, this.#named);
  }

  #add(path) {
    this.#turn(() => add(this.#file, path).forEach((one) => this.#fresh.add(one)));
    this.#render();
    this.#root.querySelector(`[data-list="${path}"] > li:last-child input`)?.focus();
  }

  #remove(path) {
    let list;
    this.#turn(() => (list = remove(this.#file, path)));
    // The places of what was wrong are those of other entries now.
    this.#check = null;
    this.#render();
    (this.#button('remove', path) ?? this.#button('add', list)).focus();
  }

  #move(path, by) {
    let place;
    this.#turn(() => (place = move(this.#file, path, by)));
    this.#check = null;
    this.#render();
    // Where it cannot go on, the way back has the focus.
    const [same, other] = by < 0 ? ['up', 'down'] : ['down', 'up'];
    (this.#button(same, place) ?? this.#button(other, place)).focus();
  }

  #button(action, value) {
    return this.#root.querySelector(`[data-action=${action}][data-value="${value}"]`);
  }

  #tax() {
    this.#turn(() => turnTax(this.#file).forEach((one) => this.#fresh.add(one)));
    this.#check = null;
    this.#render();
    this.#root.querySelector('[data-list="tax.classes"] input')?.focus();
  }

  async #look() {
    this.#settle(true);
    dropEmptyTexts(this.#file);
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
    this.#button('pin', employeeId)?.focus();
  }

  /** Shows the field of a path, or of what holds it. */
  #go(path) {
    this.#render();
    const fields = [...this.#root.querySelectorAll('[data-path]')];
    const of = (place) => fields.find((one) => one.dataset.path === place) ?? fields.find((one) => isWithin(one.dataset.path, place));
    let field;
    for (let place = path; place && !field; place = holderOf(place)) field = of(place);
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
    const shown = { file: this.#file, problems, keyOf: (entry) => this.#keyOf(entry), isNew: (entry) => this.#fresh.has(entry), isOpen: (fold) => this.#open.has(fold) };
    patch(find('#setup-file'), partsOf(shown));
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

  // With the name of the entry that it is in.
  #placeOf(path) {
    for (let place = path; place; place = holderOf(place)) {
      const name = nameOf(at(this.#file, place) ?? {});
      if (name) return `${name} · ${path}`;
    }
    return path || t('setup.wholeFile');
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
