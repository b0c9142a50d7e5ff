// The tickets of counters: read from the orders at first, then told by the messages of counter:{id}:orders. docs/protocol.md §5, §10.

/** The tickets that these counters have of the orders, by the ids of counter and order. */
export function ticketsOf(orders, counters) {
  const tickets = {};
  for (const order of orders) {
    for (const counter of counters) show(tickets, { key: `${counter}/${order.orderId}`, counter, orderId: order.orderId }, order);
  }
  return tickets;
}

/** Makes the tickets of an order what the order is, unless more was told of it meanwhile. */
export function correctTickets(tickets, order) {
  for (const ticket of Object.values(tickets)) {
    if (ticket.orderId === order.orderId && ticket.version <= order.orderVersion) show(tickets, ticket, order);
  }
}

/** Folds a message into the tickets; returns the ticket it is about, or null. */
export function applyToTickets(tickets, { type, channel, data, timestamp }) {
  const counter = /^counter:(.+):orders$/.exec(channel)?.[1];
  const tell = counter && tellers[type];
  if (!tell) return null;
  const key = `${counter}/${data.orderId}`;
  const isTicket = type === 'order_assigned' || (type === 'course_changed' && data.items);
  const ticket = isTicket ? (tickets[key] ??= { key, counter, orderId: data.orderId, lines: [] }) : tickets[key];
  // What is shown may be newer: the state was read later, or a refusal made it be read again.
  if (!ticket || ticket.version > data.orderVersion) return null;
  ticket.version = data.orderVersion;
  tell(ticket, data, timestamp);
  keepOrDrop(tickets, ticket);
  return ticket;
}

function show(tickets, ticket, order) {
  Object.assign(ticket, {
    version: order.orderVersion,
    number: order.orderNumber,
    status: order.status,
    lines: order.items.filter(({ counterId }) => counterId === ticket.counter).map((item) => ({ ...item })),
    priority: order.priority ?? 'normal',
    orderType: order.orderType,
    table: order.tableNumber,
    customer: order.customerName,
    instructions: order.specialInstructions,
    remakeOf: order.remakeOf,
    remakeReason: order.remakeReason,
    scheduledFor: order.scheduledFor,
    assignedAt: ticket.assignedAt ?? order.confirmedAt ?? order.createdAt,
    promisedAt: order.estimatedReadyAt ?? ticket.promisedAt,
  });
  keepOrDrop(tickets, ticket);
}

function keepOrDrop(tickets, ticket) {
  const isOver = ticket.status === 'completed' || ticket.status === 'cancelled';
  if (isOver || ticket.lines.every((line) => line.status === 'voided')) delete tickets[ticket.key];
  else tickets[ticket.key] = ticket;
}

/** What there is to do first: what is ready waits for nobody, then by urgency and age. */
export function inOrder(tickets) {
  const urgency = { urgent: 0, high: 1, normal: 2, low: 3 };
  return Object.values(tickets).sort(
    (a, b) =>
      stages.indexOf(stageOf(a)) - stages.indexOf(stageOf(b)) ||
      urgency[a.priority] - urgency[b.priority] ||
      (a.assignedAt < b.assignedAt ? -1 : 1),
  );
}

/** The stages of a counter's work, in the order they are shown. */
export const stages = ['queued', 'started', 'done', 'held', 'ready'];

/**
 * Where a ticket stands at its counter: queued, started, done (others still work on the order), held (all that is left is of a later
 * course) or ready.
 */
export function stageOf(ticket) {
  if (ticket.status === 'ready') return 'ready';
  const left = ticket.lines.filter((line) => line.status !== 'voided');
  const live = left.filter((line) => line.status !== 'held');
  if (live.length < left.length && live.every((line) => line.status === 'ready')) return 'held';
  if (live.every((line) => line.status === 'ready')) return 'done';
  return live.every((line) => line.status === 'queued') ? 'queued' : 'started';
}

/**
 * How a ticket stands to what its guest was promised: fresh below three quarters of the time, then due, late once it is over; made where
 * nothing is left to do here, or nothing was promised.
 */
export function paceOf(ticket, now = Date.now()) {
  const stage = stageOf(ticket);
  if (stage === 'done' || stage === 'held' || stage === 'ready' || ticket.status === 'cancelled' || !ticket.promisedAt) return 'made';
  const begun = Date.parse(ticket.assignedAt);
  const share = (now - begun) / Math.max(1, Date.parse(ticket.promisedAt) - begun);
  return share < 0.75 ? 'fresh' : share <= 1 ? 'due' : 'late';
}

/** The next course of a ticket that is held; undefined where none is. */
export function heldCourseOf({ lines }) {
  const held = lines.filter(({ status }) => status === 'held').map(({ course }) => course);
  return held.length > 0 ? Math.min(...held) : undefined;
}

/** The course of a ticket that was fired and that nobody here began, which can be held; undefined where there is none. */
export function holdableCourseOf({ lines }) {
  const live = lines.filter(({ status, course }) => course && status !== 'voided');
  return live.find(({ status, course }) => status === 'queued' && live.every((line) => line.course !== course || line.status === 'queued'))?.course;
}

/** What is to be made of each item, over all these tickets: [{key, name, wishes, quantity}], the most first. */
export function allDayOf(tickets) {
  const items = new Map();
  for (const { lines, status } of tickets) {
    for (const line of lines) {
      if (status === 'ready' || ['voided', 'ready', 'held'].includes(line.status)) continue;
      const wishes = line.customizations.join(', ');
      const key = `${line.itemId} ${wishes}`;
      const item = items.get(key) ?? { key, name: line.name, wishes, quantity: 0 };
      items.set(key, { ...item, quantity: item.quantity + line.quantity });
    }
  }
  return [...items.values()].sort((a, b) => b.quantity - a.quantity || (a.name < b.name ? -1 : 1));
}

const tellers = {
  order_assigned(ticket, data) {
    // The whole ticket as it is now; only what was voided, or is held, is not in it.
    const isTold = (line) => data.items.some(({ lineId }) => lineId === line.lineId);
    const others = ticket.lines.filter((line) => (line.status === 'voided' || line.status === 'held') && !isTold(line));
    Object.assign(ticket, {
      number: data.orderNumber,
      lines: [...others, ...data.items.map((item) => ({ ...item }))],
      priority: data.items[0]?.priority ?? 'normal',
      orderType: data.orderType,
      table: data.tableNumber,
      customer: data.customerName,
      instructions: data.specialInstructions,
      remakeOf: data.remakeOf,
      remakeReason: data.remakeReason,
      scheduledFor: data.scheduledFor,
      assignedAt: data.assignedAt,
      promisedAt: data.estimatedTime && new Date(Date.parse(data.assignedAt) + data.estimatedTime * 60_000).toISOString(),
      status: ticket.status ?? 'confirmed',
    });
  },
  course_changed(ticket, data, timestamp) {
    if (data.items) {
      // Of another course nothing is said here.
      const others = ticket.lines.filter(({ lineId }) => !data.lineIds.includes(lineId));
      Object.assign(ticket, {
        number: data.orderNumber,
        lines: [...others, ...data.items.map((item) => ({ ...item }))],
        priority: data.items[0].priority,
        orderType: data.orderType,
        table: data.tableNumber,
        customer: data.customerName,
        assignedAt: ticket.assignedAt ?? timestamp,
        status: ticket.status ?? 'confirmed',
      });
    } else if (data.status === 'fired') {
      for (const line of ticket.lines) if (data.lineIds.includes(line.lineId)) line.status = 'queued';
    }
  },
  order_item_updated(ticket, data) {
    const line = ticket.lines.find(({ lineId }) => lineId === data.lineId);
    if (line && data.counterId === ticket.counter) line.status = data.currentStatus;
    // It is another counter's now, or waits for one.
    else ticket.lines = ticket.lines.filter((each) => each !== line);
  },
  order_status_changed(ticket, data) {
    ticket.status = data.currentStatus;
  },
  order_priority_changed(ticket, data) {
    ticket.priority = data.currentPriority;
  },
  order_completed(ticket) {
    ticket.status = 'completed';
  },
  order_cancelled(ticket) {
    ticket.status = 'cancelled';
  },
};
