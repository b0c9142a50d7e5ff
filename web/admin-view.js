// What an operator sees: how the server is doing, what needs a look, cafés, channels, connections, and the frames of one of them.
import { h } from './dom.js';
import { fullTime, preciseTime, t, timeOfDay } from './language.js';

const roles = ['customer', 'employee', 'manager', 'admin', 'service'];
const mebi = 1024 * 1024;

/** The whole view. */
export function adminView({ status, before, moved, connections, limits, frames, sort, filter }) {
  return [
    section('server', movedNotice(status.server, moved), ...notices(status.server), tiles(status, before), serverActions(status.server)),
    section('look', ...attention(status)),
    section('rates', ...rates(status)),
    status.peers && section('peers', ...peersTable(status.peers)),
    section('limits', ...limitsView(limits)),
    section('cafes', ...cafesTable(status)),
    section('channels', ...channelsView(status.channels, sort)),
    section('connections', ...connectionsView(connections, filter)),
    frames && section('frames', ...framesView(frames)),
  ];
}

function section(name, ...content) {
  return h('section', { class: `part admin-${name}`, 'data-key': name, 'aria-labelledby': `admin-${name}` }, h('h3', { id: `admin-${name}` }, t(`admin.${name}`)), ...content);
}

// Who looks through a proxy may see one server now and another one at the next look.
function movedNotice(server, moved) {
  return moved && h('p', { class: 'alert', role: 'status', 'data-key': 'moved' }, t('admin.moved', { time: timeOfDay(moved.at, { withSeconds: true }), server: nameOf(server), before: nameOf(moved.before) }));
}

function nameOf({ host, id }) {
  return `${host ?? '–'} (${id ?? '–'})`;
}

function notices({ state, trouble, backplane, drain }) {
  return [
    trouble && h('p', { class: 'alert critical', role: 'alert' }, t('admin.trouble'), ' ', h('span', { lang: 'en' }, trouble)),
    backplane && h('p', { class: 'alert', role: 'alert' }, t('admin.backplane'), ' ', h('span', { lang: 'en' }, backplane)),
    drain && h('p', { class: 'alert' }, t('admin.drained', { time: timeOfDay(drain.until), by: drain.by }), ' ', drain.reason),
    state === 'draining' && !drain && h('p', { class: 'alert' }, t('admin.state.draining')),
  ];
}

function tiles(status, before) {
  const { server, memory, connections, commit, delivery, rates: happened } = status;
  const tile = (name, value) => h('div', { class: 'tile', 'data-key': name }, h('dt', {}, t(`admin.tile.${name}`)), h('dd', {}, value));
  return h(
    'dl',
    { class: 'tiles' },
    tile('state', t(`admin.state.${server.state}`)),
    tile('server', [server.host ?? '–', h('small', { class: 'roles' }, server.id)]),
    tile('connections', [number(connections.total), h('small', {}, ` / ${number(connections.limit)}`), h('small', { class: 'roles' }, rolesOf(connections.byRole))]),
    tile('delivery', milliseconds(delivery.p99Ms)),
    tile('commit', milliseconds(commit.p99Ms)),
    tile('delivered', t('admin.perSecond', { count: number(happened.deliveredPerSecond, 1) })),
    tile('cpu', cpu(status, before)),
    tile('memory', bytes(memory.workingSetBytes)),
    tile('waiting', bytes(memory.outboxBytes)),
    tile('uptime', [span(server.uptimeSeconds), h('small', { class: 'roles' }, fullTime(server.startedAt))]),
    tile('version', server.version),
  );
}

function serverActions({ drain }) {
  return h('div', { class: 'row' }, action('announce'), drain ? action('endDrain') : action('drain'), action('revoke'), action('raise'));
}

function action(name, data = {}, style = '') {
  const marks = Object.fromEntries(Object.entries(data).map(([key, value]) => [`data-${key}`, value]));
  return h('button', { type: 'button', class: style, 'data-action': name, ...marks }, t(`admin.do.${name}`));
}

function attention({ findings, screens, slow, silent }) {
  const rows = [
    ...findings.map(({ check, severity, since, text, fix }) => [`${t(`admin.finding.${severity}`)} · ${check}`, h('span', { lang: 'en' }, `${text} ${fix}`), timeOfDay(since)]),
    ...screens.map((screen) => [`${screen.cafeId} · ${screen.name}`, t(screen.connected ? 'admin.unseen' : 'admin.noScreen', { count: number(screen.unseen) }), timeOfDay(screen.unseenSince ?? screen.since)]),
    ...slow.map((one) => [who(one), t('admin.slow', { size: bytes(one.backlogBytes) }), t('admin.seconds', { count: number(one.stalledSeconds ?? 0) })]),
    ...silent.map((one) => [who(one), t('admin.silent'), t('admin.seconds', { count: number(one.silentSeconds ?? 0) })]),
  ];
  if (rows.length === 0) return [h('p', { class: 'muted' }, t('admin.nothing'))];
  return [table('look', ['who', 'what', 'since'], rows.map((cells) => row(cells.map((cell) => cell.textContent ?? cell).join(), cells.map((cell) => h('td', {}, cell)))))];
}

function peersTable(peers) {
  if (peers.length === 0) return [h('p', { class: 'muted' }, t('admin.noPeers'))];
  const rows = peers.map(({ id, host, version, connections, silentSeconds }) =>
    row(id, [
      h('td', {}, host ?? '–', ' ', h('small', {}, id)),
      figure(connections === undefined ? '–' : number(connections)),
      h('td', {}, version ?? '–'),
      h('td', {}, t('admin.secondsAgo', { count: number(silentSeconds) })),
    ]),
  );
  return [table('peers', ['server', 'connections', 'version', 'heard'], rows)];
}

function cafesTable({ cafes, cafeCount }) {
  const rows = cafes.map(({ cafeId, name, intake, openOrders, connections, pausedUntil }) =>
    row(cafeId, [
      h('td', {}, name, ' ', h('small', {}, cafeId)),
      h('td', { class: 'figure' }, number(connections.total), h('small', { class: 'roles' }, rolesOf(connections.byRole))),
      figure(number(openOrders)),
      h('td', {}, t(`manager.mode.${intake}`), pausedUntil && ` · ${t('manager.until', { time: timeOfDay(pausedUntil) })}`),
      h('td', {}, action(intake === 'paused' ? 'resume' : 'pause', { id: cafeId }, 'quiet')),
    ]),
  );
  return [table('cafes', ['cafe', 'connections', 'open', 'intake', ''], rows), cafeCount > cafes.length && h('p', { class: 'muted' }, t('admin.more', { count: number(cafeCount - cafes.length) }))];
}

function rates({ rates: happened, commit, delivery, queues }) {
  const list = (name, counts) => Object.entries(counts).map(([reason, count]) => h('li', { 'data-key': `${name}-${reason}` }, h('span', {}, t(`admin.rate.${name}`), ' ', h('code', {}, reason)), h('span', {}, t('admin.perMinute', { count: number(count, 1) }))));
  const times = (name, { p50Ms, p95Ms, p99Ms }) => h('li', { 'data-key': name }, h('span', {}, t(`admin.rate.${name}`)), h('span', {}, p99Ms === undefined ? '–' : `p50 ${milliseconds(p50Ms)} · p95 ${milliseconds(p95Ms)} · p99 ${milliseconds(p99Ms)}`));
  const plain = (name, words) => h('li', { 'data-key': name }, h('span', {}, t(`admin.rate.${name}`)), h('span', {}, words));
  return [
    h(
      'ul',
      { class: 'rows' },
      times('delivery', delivery),
      times('commit', commit),
      plain('queues', `${number(queues.commands)} · ${number(queues.journal)} · ${number(queues.dispatch)} · ${number(queues.threads)}`),
      plain('resent', t('admin.perMinute', { count: number(happened.resentPerMinute, 1) })),
      plain('catchUps', t('admin.perMinute', { count: number(happened.catchUpsPerMinute, 1) })),
      ...list('refused', happened.refusedPerMinute),
      ...list('closed', happened.closedPerMinute),
      ...list('failed', happened.failedPerMinute),
    ),
    h('p', { class: 'muted' }, t('admin.window', { count: number(Math.min(60, Math.round(happened.seconds))) })),
  ];
}

function limitsView(limits) {
  if (limits.length === 0) return [h('p', { class: 'muted' }, t('admin.noLimits'))];
  return [
    h(
      'ul',
      { class: 'rows' },
      ...limits.map(({ limit, id, value, until, by, reason }) =>
        h(
          'li',
          { 'data-key': `${limit}-${id}` },
          h('span', {}, h('strong', {}, id), ' ', t(`admin.limit.${limit}`), ` ${number(value)} `, t('manager.until', { time: timeOfDay(until) }), h('small', {}, ` ${by}: ${reason}`)),
          action('lower', { limit, id }, 'quiet'),
        ),
      ),
    ),
  ];
}

function channelsView({ total, list }, sort) {
  const choices = ['readers', 'lag', 'name'].map((value) => h('option', { value, selected: value === sort }, t(`admin.sort.${value}`)));
  return [
    h('div', { class: 'row' }, h('label', { class: 'field' }, h('span', {}, t('admin.sortBy')), h('select', { name: 'sort' }, ...choices)), h('p', { class: 'muted' }, t('admin.channelCount', { count: number(total) }))),
    table(
      'channels',
      ['channel', 'head', 'readers', 'behind', 'lag'],
      list.map(({ channel, head, readers, behind, lag }) => row(channel, [h('td', { class: 'name' }, channel), ...[head, readers, behind, lag].map((value) => figure(number(value)))])),
    ),
  ];
}

function connectionsView(connections, filter) {
  const choices = [h('option', { value: '' }, t('admin.everyRole')), ...roles.map((role) => h('option', { value: role, selected: role === filter.role }, t(`admin.role.${role}`)))];
  const form = h(
    'form',
    { class: 'row' },
    h('label', { class: 'field' }, h('span', {}, t('admin.field.role')), h('select', { name: 'role' }, ...choices)),
    h('label', { class: 'field' }, h('span', {}, t('admin.field.cafe')), h('input', { name: 'cafe', maxlength: 64, autocomplete: 'off' })),
    h('label', { class: 'field' }, h('span', {}, t('admin.field.user')), h('input', { name: 'user', maxlength: 64, autocomplete: 'off' })),
    h('button', { type: 'submit' }, t('admin.show')),
  );
  if (!connections) return [form];
  return [
    form,
    table(
      'connections',
      ['user', 'role', 'since', 'channels', 'received', 'sent', 'backlog', ''],
      connections.list.map(({ connectionId, userId, role, since, channelCount, receivedBytes, sentBytes, backlogBytes, live }) =>
        row(connectionId, [
          h('td', { class: 'name' }, userId),
          h('td', {}, t(`admin.role.${role}`)),
          h('td', {}, timeOfDay(since)),
          figure(number(channelCount)),
          figure(receivedBytes === undefined ? '–' : bytes(receivedBytes)),
          figure(bytes(sentBytes ?? 0)),
          figure(live ? bytes(backlogBytes) : t('admin.catchingUp')),
          h('td', {}, action('watch', { id: connectionId, user: userId }, 'quiet'), action('revoke', { id: userId }, 'quiet'), action('raise', { id: userId }, 'quiet')),
        ]),
      ),
    ),
    connections.list.length === 0 && h('p', { class: 'muted' }, t('admin.nobody')),
    connections.next && h('button', { type: 'button', 'data-action': 'more' }, t('admin.nextPage')),
  ];
}

function framesView({ user, list, skipped, isWatched, ended }) {
  return [
    h(
      'div',
      { class: 'row' },
      h('p', {}, h('strong', {}, user), ' ', ended ? t(`admin.ended.${ended}`) : isWatched && t('admin.watching'), skipped > 0 && ` ${t('admin.skipped', { count: number(skipped) })}`),
      !ended && h('button', { type: 'button', 'data-action': 'endWatch' }, t('admin.endWatch')),
    ),
    h(
      'ol',
      { class: 'watched', tabindex: '0', 'aria-label': t('admin.frames') },
      ...list.map(({ key, direction, at, bytes: size, frame }) =>
        h('li', { 'data-key': key }, h('span', {}, preciseTime(at)), h('span', { 'aria-label': t(`admin.direction.${direction}`), role: 'img' }, direction === 'in' ? '→' : '←'), h('code', {}, `${bytes(size)} ${JSON.stringify(frame)}`)),
      ),
    ),
  ];
}

function table(name, columns, rows) {
  const head = columns.map((column, place) => h('th', { scope: 'col', class: place > 0 && isFigure(column) ? 'figure' : false }, column ? t(`admin.column.${column}`) : h('span', { class: 'hidden' }, t('admin.actions'))));
  return h('div', { class: 'wide', tabindex: '0', role: 'group', 'aria-label': t(`admin.${name}`) }, h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)));
}

function isFigure(column) {
  return ['connections', 'open', 'head', 'readers', 'behind', 'lag', 'channels', 'received', 'sent', 'backlog'].includes(column);
}

function row(key, cells) {
  return h('tr', { 'data-key': key }, ...cells);
}

function figure(value) {
  return h('td', { class: 'figure' }, value);
}

function rolesOf(counts) {
  const present = roles.filter((role) => counts[role] > 0);
  return present.map((role) => `${t(`admin.role.${role}`)} ${number(counts[role])}`).join(', ');
}

function who({ role, userId }) {
  return `${t(`admin.role.${role}`)} ${userId}`;
}

function number(value, digits = 0) {
  return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits }).format(value);
}

function milliseconds(value) {
  return value === undefined || value === null ? '–' : `${number(value, value < 10 ? 1 : 0)} ms`;
}

function bytes(value) {
  if (value >= mebi) return `${number(value / mebi, 1)} MiB`;
  return value >= 1024 ? `${number(value / 1024)} KiB` : `${number(value)} B`;
}

function cpu({ server }, before) {
  const seconds = server.uptimeSeconds - (before?.server.uptimeSeconds ?? 0);
  const used = server.cpuSeconds - (before?.server.cpuSeconds ?? 0);
  return seconds > 0 ? `${number((100 * used) / seconds)} %` : '–';
}

function span(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor((seconds % 86400) / 3600), Math.floor((seconds % 3600) / 60)];
  return days > 0 ? `${days} d ${hours} h` : `${hours}:${String(minutes).padStart(2, '0')} h`;
}
