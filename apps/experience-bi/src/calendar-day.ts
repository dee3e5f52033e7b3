import { isISO8601 } from 'class-validator';

/** Whether a text such as 2026-01-31 is a day that the calendar of PostgreSQL has: it knows no 30th of February, and no year 0. */
export function isCalendarDay(text: string): boolean {
  return /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) && isISO8601(text, { strict: true });
}
