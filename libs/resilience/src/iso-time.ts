let lastSecond = Number.NaN;
let lastText = '';

/** Epoch milliseconds in ISO 8601. In a busy process many calls begin and end within one second, and writing a date costs more than all else of a call's record. */
export function isoTime(ms: number): string {
  const second = Math.floor(ms / 1_000);
  if (second !== lastSecond) {
    lastText = new Date(second * 1_000).toISOString().slice(0, -'000Z'.length);
    lastSecond = second;
  }
  return `${lastText}${String(ms - second * 1_000).padStart(3, '0')}Z`;
}
