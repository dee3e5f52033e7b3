export const DAY_MS = 86_400_000;

/** Midnight UTC of the day that holds `at`: how Edm.DateTime carries a date. */
export function dateOf(at: number): number {
  return at - (at % DAY_MS);
}

/** Time of day as Edm.Time, `PT08H41M07S`. */
export function timeOf(at: number): string {
  const [hours, minutes, seconds] = new Date(at).toISOString().slice(11, 19).split(':');
  return `PT${hours}H${minutes}M${seconds}S`;
}

export function yearOf(at: number): string {
  return String(new Date(at).getUTCFullYear());
}

/** The ETag of a document that is versioned by its change time, as the Gateway writes it. */
export function changeEtag(at: number): string {
  return `datetimeoffset'${new Date(at).toISOString().replace('Z', '0000Z')}'`;
}
