// The operators' console: asks the server again and again how it is doing, shows it, and does what an operator decides. docs/protocol.md §10.
import { actions } from './admin-actions.js';
import { adminView } from './admin-view.js';
import { at } from './base.js';
import { post, request } from './cafe-api.js';
import { atNextPicture, h, patch } from './dom.js';
import { onChange, t } from './language.js';
import { problemNotice, showFreshness } from './notices.js';

const every = 2_000;
const mostFrames = 200;
/** How long it is said that another server answers, in milliseconds: as long as the minute that rates are of. */
const movedFor = 60_000;

export class Admin {
  #token;
  #leave;
  #root = document.querySelector('#manager');
  #dialog = document.querySelector('#admin-dialog');
  #shown = { status: null, before: null, moved: null, connections: null, limits: [], frames: null, sort: 'readers', filter: {} };
  #asked = null;
  #watch = null;
  #away = false;
  #asOf = null;
  /** How far the server's clock is ahead of this one, in milliseconds: what is to be over at a time is over by the server's. */
  #ahead = 0;
  #problem = null;
  #draw = atNextPicture(() => this.#render());

  /**
   * @param token a token of an administrator of the server
   * @param leave() what to do once somebody has left, or may see nothing any more
   */
  constructor(token, leave) {
    this.#token = token;
    this.#leave = leave;
    this.#root.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-action]');
      if (button) this.#act(button.dataset.action, button.dataset);
    });
    this.#root.addEventListener('change', ({ target }) => {
      if (target.name === 'sort') this.#shown.sort = target.value;
      if (target.name === 'sort') this.#look();
    });
    this.#root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#shown.filter = Object.fromEntries(new FormData(event.target));
      this.#list();
    });
    this.#dialog.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#confirm();
    });
    this.#dialog.addEventListener('click', ({ target }) => target.closest('[data-action=keep]') && this.#dialog.close());
    onChange(() => this.#draw());
  }

  /** Looks from now on, while somebody can see it. */
  async open() {
    for (;;) {
      if (!document.hidden) await this.#look();
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }

  async #look() {
    const asked = Date.now();
    try {
      const status = await this.#ask(`v1/admin/status?sort=${this.#shown.sort}`);
      const { limits } = await this.#ask('v1/admin/limits');
      // Nothing is waited for in between: what somebody has set meanwhile stays.
      this.#take(status, limits);
      this.#away = false;
      this.#asOf = asked;
    } catch (problem) {
      this.#away = true;
      if (problem.code) this.#fail(problem);
    }
    this.#draw();
  }

  // What one server counted says nothing beside what another one did, and its connections are not there.
  #take(status, limits) {
    const { status: before, moved } = this.#shown;
    Object.assign(this.#shown, { before, status, limits, moved: moved && Date.now() - moved.at < movedFor ? moved : null });
    if (!before || before.server.id === status.server.id) return;
    Object.assign(this.#shown, { before: null, connections: null, moved: { before: before.server, at: Date.now() } });
  }

  /** The connections that were asked for; the next page is added to what is there. */
  async #list(cursor) {
    const query = new URLSearchParams({ limit: 50 });
    for (const [name, value] of Object.entries(this.#shown.filter)) if (value) query.set(name, value);
    if (cursor) query.set('cursor', cursor);
    try {
      const page = await this.#ask(`v1/admin/connections?${query}`);
      const earlier = (cursor && this.#shown.connections?.list) || [];
      this.#shown.connections = { list: [...earlier, ...page.connections], next: page.nextCursor };
    } catch (problem) {
      this.#fail(problem);
    }
    this.#draw();
  }

  #act(action, data) {
    const here = {
      more: () => this.#list(this.#shown.connections?.next),
      endWatch: () => this.#watch?.abort(),
      dismiss: () => (this.#problem = null),
      signOut: () => {
        this.#watch?.abort();
        this.#leave();
      },
    };
    if (here[action]) here[action]();
    else this.#open(action, data);
    this.#draw();
  }

  // Everything that changes something is said once more, with a reason, before it is done.
  #open(name, data) {
    this.#asked = { ...actions[name], name, data };
    const { fields } = this.#asked;
    this.#dialog.querySelector('form').replaceChildren(
      h('h3', { id: 'admin-dialog-title' }, t(`admin.do.${name}`)),
      h('p', { class: 'muted' }, t(`admin.what.${name}`, { id: data.id ?? '', host: this.#shown.status.server.host ?? '' })),
      ...fields(this.#shown.status, data),
      h('label', { class: 'field' }, h('span', {}, t('admin.reason')), h('input', { name: 'reason', required: true, maxlength: 200, autocomplete: 'off' })),
      h('div', { id: 'admin-dialog-problem', role: 'alert' }),
      h(
        'div',
        { class: 'row' },
        h('button', { type: 'submit', class: 'primary' }, t(`admin.do.${name}`)),
        h('button', { type: 'button', class: 'quiet', 'data-action': 'keep' }, t('admin.keep')),
      ),
    );
    this.#dialog.showModal();
  }

  async #confirm() {
    const { name, data, send } = this.#asked;
    const values = Object.fromEntries(new FormData(this.#dialog.querySelector('form')));
    const buttons = this.#dialog.querySelectorAll('button');
    for (const button of buttons) button.disabled = true;
    try {
      if (name === 'watch') this.#watchFrames(data, values.reason);
      else await send(values, data, this.#api());
      this.#dialog.close();
      await this.#look();
    } catch (problem) {
      patch(this.#dialog.querySelector('#admin-dialog-problem'), problemNotice(problem));
    }
    for (const button of buttons) button.disabled = false;
  }

  // A stream of Server-Sent Events, read by hand: an EventSource sends no header, and an address is written down on the way.
  async #watchFrames({ id, user }, reason) {
    this.#watch?.abort();
    const watch = (this.#watch = new AbortController());
    const frames = (this.#shown.frames = { id, user, list: [], skipped: 0, isWatched: false, ended: null });
    try {
      const response = await fetch(at(`v1/admin/connections/${encodeURIComponent(id)}/frames?${new URLSearchParams({ reason })}`), {
        headers: this.#headers(),
        signal: watch.signal,
        cache: 'no-store',
      });
      if (!response.ok) {
        const refusal = await response.json();
        throw { code: refusal.code, message: refusal.detail };
      }
      // From here on every frame is told.
      frames.isWatched = true;
      this.#draw();
      let rest = '';
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const events = (rest + part.value).split('\n\n');
        rest = events.pop();
        for (const event of events) this.#watched(frames, event);
        this.#draw();
      }
      frames.ended ??= 'stopping';
    } catch (problem) {
      frames.ended = 'left';
      if (problem.code && problem.name !== 'AbortError') this.#fail(problem);
    }
    this.#draw();
  }

  #watched(frames, event) {
    const data = event.split('\n').find((line) => line.startsWith('data: '));
    if (!data) return;
    const told = JSON.parse(data.slice(6));
    if (told.reason) {
      frames.ended = told.reason;
      return;
    }
    frames.skipped += told.skipped ?? 0;
    frames.list = [{ ...told, key: `${told.at}-${Math.random()}` }, ...frames.list].slice(0, mostFrames);
  }

  #api() {
    return {
      post: (path, body) => post(path, body, this.#headers()),
      request: (path, options) => request(path, { ...options, headers: this.#headers() }),
      now: () => Date.now() + this.#ahead,
    };
  }

  #headers() {
    return { authorization: `Bearer ${this.#token}` };
  }

  #ask(path) {
    return request(path, { headers: this.#headers() }, (response) => {
      const there = Date.parse(response.headers.get('date'));
      if (there) this.#ahead = there - Date.now();
    });
  }

  #fail(problem) {
    // A token that has ended shows nothing any more, and neither does the page.
    if (problem.code === 'AUTHENTICATION_FAILED') this.#leave();
    this.#problem = problem;
    this.#draw();
  }

  #render() {
    const part = (id) => this.#root.querySelector(id);
    const state = this.#away ? { name: 'waiting', words: t('error.offline') } : { name: 'live' };
    showFreshness(this.#root, part('#admin-line'), { state, asOf: this.#asOf }, '');
    patch(part('#admin-problem'), problemNotice(this.#problem));
    if (this.#shown.status) patch(part('#admin-view'), adminView(this.#shown));
  }
}
