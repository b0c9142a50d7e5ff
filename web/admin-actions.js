// What an operator can do from the console: the fields that are asked for, and the request that follows.
import { h } from './dom.js';
import { t } from './language.js';
import { random } from './random.js';

const limits = ['SocketsPerUser', 'MessagesPerMinute', 'ConnectionsPerCafe'];

/** Each action: fields(status, data) → what is asked beside the reason; send(values, data, api) does it. */
export const actions = {
  announce: {
    fields: (status) => [
      field('cafe', h('select', { name: 'cafe' }, h('option', { value: '' }, t('admin.allCafes')), ...status.cafes.map(({ cafeId, name }) => h('option', { value: cafeId }, name)))),
      field('message', h('textarea', { name: 'message', required: true, maxlength: 500 })),
      minutes('minutes', 60, 1440),
    ],
    send: ({ cafe, message, minutes: length, reason }, data, api) =>
      command(api, 'announcement_publish', reason, {
        audience: cafe ? 'everyone' : 'system:maintenance',
        ...(cafe && { cafeId: cafe }),
        message,
        expiresAt: inMinutes(length, api),
      }),
  },
  pause: {
    fields: () => [minutes('minutes', 15, 1440)],
    send: ({ minutes: length, reason }, { id }, api) => command(api, 'intake_update', reason, { cafeId: id, mode: 'paused', until: inMinutes(length, api) }),
  },
  resume: {
    fields: () => [],
    send: ({ reason }, { id }, api) => command(api, 'intake_update', reason, { cafeId: id, mode: 'normal' }),
  },
  drain: {
    fields: () => [
      minutes('minutes', 5, 60),
      h('label', { class: 'choice' }, h('input', { type: 'checkbox', name: 'disconnect', checked: true }), h('span', {}, t('admin.disconnect'))),
    ],
    send: ({ minutes: length, disconnect, reason }, data, api) => api.post('v1/admin/drain', { reason, minutes: Number(length), disconnect: Boolean(disconnect) }),
  },
  endDrain: {
    fields: () => [],
    send: ({ reason }, data, api) => api.request(`v1/admin/drain?${new URLSearchParams({ reason })}`, { method: 'DELETE' }),
  },
  revoke: {
    fields: (status, { id }) => [field('user', h('input', { name: 'user', required: true, maxlength: 256, value: id ?? '', autocomplete: 'off' })), minutes('minutes', '', 525600)],
    send: ({ user, minutes: length, reason }, data, api) => api.post('v1/admin/revocations', { user, reason, ...(length && { until: inMinutes(length, api) }) }),
  },
  raise: {
    fields: (status, { id }) => [
      field('limit', h('select', { name: 'limit' }, ...limits.map((limit) => h('option', { value: limit }, t(`admin.limit.${limit}`))))),
      field('limitId', h('input', { name: 'id', required: true, maxlength: 64, value: id ?? '', autocomplete: 'off' })),
      field('value', h('input', { name: 'value', type: 'number', required: true, min: 1, max: 1000000, value: 20 })),
      minutes('minutes', 60, 1440),
    ],
    send: ({ limit, id, value, minutes: length, reason }, data, api) => api.post('v1/admin/limits', { limit, id, value: Number(value), minutes: Number(length), reason }),
  },
  lower: {
    fields: () => [],
    send: ({ reason }, { limit, id }, api) => api.request(`v1/admin/limits?${new URLSearchParams({ limit, id, reason })}`, { method: 'DELETE' }),
  },
  watch: { fields: () => [] },
};

function field(name, control) {
  return h('label', { class: 'field' }, h('span', {}, t(`admin.field.${name}`)), control);
}

function minutes(name, value, max) {
  return field(name, h('input', { name, type: 'number', min: 1, max, value, required: value !== '' }));
}

// By the server's clock, which may be another one.
function inMinutes(length, api) {
  return new Date(api.now() + Number(length) * 60_000).toISOString();
}

function command(api, type, reason, data) {
  return api.post(`v1/commands?${new URLSearchParams({ reason })}`, { type, messageId: `console-${random()}`, data });
}
