import { validate as isUuid } from 'uuid';
import { fromPublicId } from '#canonical';

/** The last thing of a page: a row as it was changed, or an order that was over for too long. */
export type Place = { tx: string; rank: number; key: string } | { micros: string; key: string };

/** What is being read, page by page: changes before a horizon, which was taken at a time. */
export interface OpenWindow {
  to: string;
  /** ms since 1970, by the database's clock. */
  at: number;
  after?: Place;
}

/** Where a client is, beside the horizon up to which it has everything. */
export interface SyncState {
  customerId?: string;
  /** ms since 1970: when that horizon was taken. Absent until the start is through. */
  at?: number;
  window?: OpenWindow;
}

const isNumber = (text: unknown): text is string => typeof text === 'string' && /^\d{1,19}$/.test(text);
const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/** The state within a token, or undefined: tokens are no secret, and what a client made up must not reach a statement. */
export function stateOf(filter: unknown): SyncState | undefined {
  if (typeof filter !== 'object' || filter === null) return undefined;
  const { customerId, at, window } = filter as Record<string, unknown>;
  const isSound = (customerId === undefined || (typeof customerId === 'string' && fromPublicId(customerId) !== undefined)) && (at === undefined || isTime(at)) && (window === undefined || isWindow(window));
  return isSound ? filter : undefined;
}

function isWindow(window: unknown): boolean {
  if (typeof window !== 'object' || window === null) return false;
  const { to, at, after } = window as Record<string, unknown>;
  return isNumber(to) && isTime(at) && (after === undefined || isPlace(after));
}

function isPlace(place: unknown): boolean {
  if (typeof place !== 'object' || place === null) return false;
  const { tx, rank, key, micros } = place as Record<string, unknown>;
  if (typeof key !== 'string' || key.includes('\u0000')) return false;
  if (micros !== undefined) return isNumber(micros) && micros.length < 19 && isUuid(key);
  return isNumber(tx) && [0, 1, 2].includes(rank as number) && (rank !== 0 || isUuid(key));
}
