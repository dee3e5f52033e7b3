/** By their number since 1970. Those of one system's documents are few, and a date is dear to write. */
const days = new Map<number, string>();
const daysKnown = 5_000;
const dayMs = 86_400_000;

/** Epoch milliseconds in ISO 8601, as `Date.toISOString` writes them at ten times the cost. Throws RangeError for a day that no Date holds. */
export function isoTime(ms: number): string {
  const number = Math.floor(ms / dayMs);
  return `${isoDay(number)}T${timeOfDay(ms - number * dayMs)}Z`;
}

function isoDay(number: number): string {
  const known = days.get(number);
  if (known !== undefined) return known;
  const [day] = new Date(number * dayMs).toISOString().split('T') as [string];
  if (days.size < daysKnown) days.set(number, day);
  return day;
}

/** `17:37:24.628` */
function timeOfDay(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor(ms / 1_000) % 60;
  const thousandths = ms % 1_000;
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(seconds)}.${thousandths < 100 ? '0' : ''}${twoDigits(thousandths)}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
