// The HTTP of a café: menu, orders. Every failure is {code, message}, as on the socket. docs/protocol.md §10.

import { at } from './base.js';

const offline = 'offline';

/** One café, as the server answers for it. */
export class CafeApi {
  /** @param id the id of the café */
  constructor(id) {
    this.id = id;
  }

  /** The menu with what is available now, in the reader's language where the café speaks it. */
  loadMenu(token, language) {
    return request(`v1/cafes/${this.id}/menu${language ? `?lang=${language}` : ''}`, withToken(token));
  }

  /** The times for which these items can be ordered, from now on for so many minutes. */
  loadSlots(token, items, orderType, minutes) {
    const query = new URLSearchParams({ items, orderType, to: new Date(Date.now() + minutes * 60_000).toISOString() });
    return request(`v1/cafes/${this.id}/slots?${query}`, withToken(token));
  }

  /** The people of the café, with who is at work. */
  loadStaff(token) {
    return request(`v1/cafes/${this.id}/staff`, withToken(token));
  }

  /** The counters as they stand. */
  loadCounters(token) {
    return request(`v1/cafes/${this.id}/counters`, withToken(token));
  }

  /** What a manager looks at, each part with its positions; the least of them are where what comes after begins. */
  async loadOverview(token) {
    const parts = ['metrics', 'alerts', 'counters', 'staff', 'wait-time'];
    const answers = await Promise.all(parts.map((part) => request(`v1/cafes/${this.id}/${part}`, withToken(token))));
    const [{ metrics, counters: figures }, { alerts }, { counters: all }, { staff }, { waitTimes }] = answers;
    const counters = all.map((counter) => ({ ...counter, ...figures.find(({ counterId }) => counterId === counter.counterId) }));
    const positions = {};
    for (const answer of answers) {
      if (answer.epoch !== answers[0].epoch) throw { code: 'HISTORY_UNAVAILABLE' };
      for (const [channel, sequence] of Object.entries(answer.positions)) positions[channel] = Math.min(sequence, positions[channel] ?? sequence);
    }
    return { epoch: answers[0].epoch, positions, metrics, alerts, counters, staff, waitTimes };
  }

  /** The figures as they were told since a moment, the last ones before it first: {timeZone, moments}. */
  async loadFigures(token, from) {
    const moments = [];
    let timeZone;
    let hasMore = true;
    while (hasMore) {
      const query = new URLSearchParams({ from: from.toISOString() });
      if (moments.length > 0) query.set('afterSequence', moments.at(-1).sequence);
      const page = await request(`v1/cafes/${this.id}/metrics/history?${query}`, withToken(token));
      moments.push(...page.moments);
      ({ timeZone, hasMore } = page);
    }
    return { timeZone, moments };
  }

  /** A page of orders, the latest first: {orders, nextCursor}. What is empty of the query is not asked. */
  findOrders(token, query) {
    const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
    return request(`v1/cafes/${this.id}/orders?${asked}`, withToken(token));
  }

  /** The orders of a day, 2026-03-14, as a file of comma-separated values. */
  async loadOrdersFile(token, day) {
    const response = await answerOf(`v1/cafes/${this.id}/orders.csv?day=${day}`, withToken(token));
    return response.blob();
  }

  /** A page of refunds, the latest first. */
  loadRefunds(token, status, cursor) {
    const query = new URLSearchParams({ status });
    if (cursor) query.set('cursor', cursor);
    return request(`v1/cafes/${this.id}/refunds?${query}`, withToken(token));
  }

  /** The picture of a table's QR code, as an address that an image takes. */
  async loadTableCode(token, table) {
    const response = await fetch(at(`v1/cafes/${this.id}/tables/${encodeURIComponent(table)}/qr`), withToken(token));
    if (!response.ok) throw { code: 'INTERNAL_ERROR', message: response.statusText };
    return `data:image/svg+xml,${encodeURIComponent(await response.text())}`;
  }

  /** The pickup board. */
  loadBoard(token) {
    return request(`v1/cafes/${this.id}/board`, withToken(token));
  }

  /**
   * The orders in these statuses, all of them: {epoch, positions, orders}. Each page is read at a commit of its own; the
   * first one's positions are the least, so what came between is told once more, and its orderVersion says that it is old.
   */
  async loadOrders(token, statuses) {
    const orders = [];
    let first;
    let cursor;
    do {
      const query = new URLSearchParams({ status: statuses, limit: 100 });
      if (cursor) query.set('cursor', cursor);
      const page = await request(`v1/cafes/${this.id}/orders?${query}`, withToken(token));
      first ??= page;
      if (page.epoch !== first.epoch) throw { code: 'HISTORY_UNAVAILABLE' };
      orders.push(...page.orders);
      cursor = page.nextCursor;
    } while (cursor);
    return { epoch: first.epoch, positions: first.positions, orders };
  }

  /** The bills that this person may see. */
  loadBills(token) {
    return request(`v1/cafes/${this.id}/bills`, withToken(token));
  }

  /** What goes on the receipt of a bill. */
  loadReceipt(token, billId) {
    return request(`v1/cafes/${this.id}/bills/${encodeURIComponent(billId)}/receipt`, withToken(token));
  }

  /** The closings of the days, the latest first. */
  loadClosings(token) {
    return request(`v1/cafes/${this.id}/closings`, withToken(token));
  }

  /** One closing, or what the next one would be: 'current'. */
  loadClosing(token, number) {
    return request(`v1/cafes/${this.id}/closings/${number}`, withToken(token));
  }

  /** The same as a file of comma-separated values. */
  async loadClosingFile(token, number) {
    const { headers } = withToken(token);
    const response = await fetch(at(`v1/cafes/${this.id}/closings/${number}`), { headers: { ...headers, accept: 'text/csv' } });
    if (!response.ok) throw { code: 'INTERNAL_ERROR', message: response.statusText };
    return response.blob();
  }

  /** The café as a file, in one of its formats: {text, tag}; the tag names what the café is now. */
  async loadFile(token, mediaType) {
    const { headers } = withToken(token);
    const response = await answerOf(`v1/cafes/${this.id}/file`, { headers: { ...headers, accept: mediaType } });
    return { text: await response.text(), tag: response.headers.get('etag') };
  }

  /** What an import of a file would do, and the tag of the café that it was held against: {valid, problems, changes, notes, tag}. */
  async checkFile(token, text, mediaType) {
    const { body, headers } = await ask(`v1/cafes/${this.id}/file/check`, sent('POST', token, text, mediaType));
    return { ...body, tag: headers.get('etag') };
  }

  /** Sets the café up from a file, where it is still what a tag says: {changes, notes}. */
  importFile(token, text, mediaType, tag) {
    const options = sent('PUT', token, text, mediaType);
    return request(`v1/cafes/${this.id}/file`, { ...options, headers: { ...options.headers, 'if-match': tag } });
  }

  /** Gives somebody of the staff a PIN. */
  setPin(token, employeeId, pin) {
    return request(`v1/cafes/${this.id}/staff/${encodeURIComponent(employeeId)}/pin`, sent('PUT', token, JSON.stringify({ pin }), 'application/json'));
  }

  /** The key with which this browser subscribes to notifications of this server: {publicKey}. */
  loadPushKey() {
    return request('v1/push');
  }

  /** Has a phone told when an order is ready. */
  subscribePush(token, orderId, subscription) {
    return request(`v1/orders/${encodeURIComponent(orderId)}/push`, sent('PUT', token, JSON.stringify(subscription), 'application/json'));
  }

  /** Has no phone told of an order any more. */
  withdrawPush(token, orderId) {
    return request(`v1/orders/${encodeURIComponent(orderId)}/push`, { method: 'DELETE', ...withToken(token) });
  }

  /** An order as this person may see it. */
  async loadOrder(token, orderId) {
    const { order } = await this.loadOrderHistory(token, orderId);
    return order;
  }

  /** The same with what happened to it: {order, history, wait}. */
  loadOrderHistory(token, orderId) {
    return request(`v1/orders/${encodeURIComponent(orderId)}`, withToken(token));
  }
}

/** The id of the café that has a counter. */
export async function findCafeOf(counterId) {
  const { cafeId } = await request(`v1/counters/${encodeURIComponent(counterId)}`);
  return cafeId;
}

/** Whether it is the network that is away, and nobody refused anything. */
export function isAway({ message }) {
  return message === offline;
}

/** Posts JSON. */
export function post(path, body, headers) {
  return request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/**
 * Asks the server.
 * @param heard(response) is told of an answer, whatever it says
 */
export async function request(path, options, heard) {
  const { body } = await ask(path, options, heard);
  return body;
}

async function ask(path, options, heard) {
  const response = await answerOf(path, options, heard);
  const body = response.status === 204 ? {} : await response.json().catch(() => ({}));
  return { body, headers: response.headers };
}

// What is no answer is thrown: {code, message}.
async function answerOf(path, options, heard) {
  let response;
  try {
    response = await fetch(at(path), { cache: 'no-store', ...options });
  } catch {
    throw { message: offline };
  }
  heard?.(response);
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw { code: body.code ?? 'INTERNAL_ERROR', message: body.detail ?? body.title ?? response.statusText };
}

function sent(method, token, body, mediaType) {
  return { method, headers: { ...withToken(token).headers, 'content-type': mediaType }, body };
}

function withToken(token) {
  return { headers: { authorization: `Bearer ${token}` } };
}
