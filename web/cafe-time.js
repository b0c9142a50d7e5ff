// The time zone in which a page tells times and means days: the reader's own, or the café's where the page is about its days.

let zone;

/** Tells all times in this zone from now on; in the reader's own where the browser does not know it. */
export function tellTimesIn(timeZone) {
  try {
    zone = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone && timeZone;
  } catch {
    zone = undefined;
  }
}

/** The zone in use; undefined for the reader's own. */
export function zoneInUse() {
  return zone;
}

/** The moment in ISO 8601 at which a day, 2026-03-14, begins in the zone in use, or one so many days after it; nothing where no day is said. */
export function midnight(day, later = 0) {
  if (!day) return '';
  const [year, month, date] = day.split('-').map(Number);
  const wall = Date.UTC(year, month - 1, date + later);
  // Twice, because where the clocks change the offset of the first guess may be another.
  const guess = wall - offsetAt(wall);
  return new Date(wall - offsetAt(guess)).toISOString();
}

/** The day that it is in the zone in use: 2026-03-14. */
export function today() {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date());
  return ['year', 'month', 'day'].map((type) => parts.find((part) => part.type === type).value).join('-');
}

/** The day of a moment in the zone in use, in the same form for the same day. */
export function dayOf(moment) {
  return new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric' }).format(moment);
}

// How far the clocks of the zone are before UTC, in milliseconds.
function offsetAt(moment) {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(moment);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - moment;
}
