// Which section of docs/protocol.md tells of a message type. What it means stands in the dictionary under frame.{type}.

const table = {
  1: 'connection_established ping pong token_expiring token_refresh token_refreshed reconnect_advised subscription_revoked',
  2: 'error',
  3: `subscribe subscription_confirmed unsubscribe unsubscription_confirmed subscription_extended board_changed
    item_availability_changed announcement wait_time_changed maintenance_scheduled maintenance_started maintenance_ended`,
  4: `message_acknowledged message_error order_create order_priority_update order_assign item_availability_update
    intake_update orders_settle order_rate announcement_publish`,
  5: `order_status_update order_item_update order_cancel payment_record refund_issue counter_status_update order_created
    order_status_changed order_estimate_changed order_ready order_completed order_cancelled order_assigned
    order_priority_changed order_item_updated payment_processed payment_failed payment_refunded counter_status_changed`,
  6: `employee_clock_in employee_clock_out break_start break_end alert_acknowledge alert_snooze employee_status_changed
    break_started break_ended metrics_update alert alert_resolved`,
  7: 'reconnect message_replay ack',
  9: 'encryption_key encryption_key_accepted',
};

/** The section of each message type. */
export const sections = Object.fromEntries(
  Object.entries(table).flatMap(([section, types]) => types.split(/\s+/).map((type) => [type, Number(section)])),
);

/** Where the protocol page tells of a type or an error code. */
export function linkTo(name) {
  return `/docs/protocol#${name.toLowerCase()}`;
}
