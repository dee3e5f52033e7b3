let lastMs = Number.NaN;
let lastText = '';

/** Epoch milliseconds in ISO 8601. In a busy process several calls begin and end within one of them, and each says when. */
export function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}
