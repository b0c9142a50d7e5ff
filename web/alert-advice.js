// What the server suggests about an alert, and what of it this page can do by itself. docs/protocol.md §6, "Alerts".

const pause = 15 * 60_000;
const told = 30 * 60_000;

// Under the server's own sentences: {word, needs, command(alert, texts) → [type, data]}, or where the page leads to.
const advice = {
  'Notify customers of delay': { word: 'delay', command: (_, { delay }) => ['announcement_publish', { audience: 'guests', message: delay, expiresAt: after(told) }] },
  'Raise its priority': { word: 'raise', needs: 'orderId', command: ({ orderId }) => ['order_priority_update', { orderId, priority: 'high', reason: 'other' }] },
  'Cancel it as uncollected': { word: 'uncollected', needs: 'orderId', asks: true, command: ({ orderId }) => ['order_cancel', { orderId, reason: 'uncollected' }] },
  'Cancel with a refund': { word: 'cancel', needs: 'orderId', asks: true, command: ({ orderId }) => ['order_cancel', { orderId, reason: 'item_unavailable' }] },
  'Bring the counter back': { word: 'back', needs: 'counterId', command: ({ counterId }) => ['counter_status_update', { counterId, status: 'active' }] },
  'Take the counter down': { word: 'down', needs: 'counterId', command: ({ counterId }) => ['counter_status_update', { counterId, status: 'inactive' }] },
  'Pause the intake': { word: 'pause', command: () => ['intake_update', { mode: 'paused', until: after(pause) }] },
  'Open the intake again': { word: 'resume', command: () => ['intake_update', { mode: 'normal' }] },
  'Complete all': { word: 'completeAll', command: () => ['orders_settle', { status: 'completed' }] },
  'Cancel all': { word: 'cancelAll', asks: true, command: () => ['orders_settle', { status: 'cancelled' }] },
  'Confirm the order for paying at the end': { word: 'confirm', needs: 'orderId', command: ({ orderId }) => ['order_status_update', { orderId, status: 'confirmed' }] },
  "Open the counter's screen again": { word: 'screen', needs: 'counterId', link: ({ counterId }) => `c/${counterId}` },
  "Check the counter's screen": { word: 'screen', needs: 'counterId', link: ({ counterId }) => `c/${counterId}` },
};

/**
 * What can be done about an alert, in the order in which the server suggests it: {text} is for people, {text, word, …} has a button.
 * @param alert the alert
 */
export function adviceOf(alert) {
  return (alert.suggestedActions ?? []).map((text) => {
    const known = advice[text];
    return known && (!known.needs || alert[known.needs]) ? { text, ...known } : { text };
  });
}

/** The command of a button: [type, data]. */
export function commandOf(alert, word, texts) {
  return adviceOf(alert).find((one) => one.word === word)?.command?.(alert, texts);
}

function after(time) {
  return new Date(Date.now() + time).toISOString();
}
