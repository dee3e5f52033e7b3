import type { AskedFor } from '../stub/system.js';

/** One call that is made for an overview: the address as the product asks it, with `{customer}` for the number. */
export interface UpstreamCall {
  origin: string;
  path: string;
  headers: Record<string, string>;
}

/** What the product sends and a hand-written client would not leave out; the rest is its own tracing. */
const needed = new Set(['accept', 'accept-encoding', 'authorization']);

export function upstreamCall(origin: string, { path, headers }: AskedFor): UpstreamCall {
  return { origin, path, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => needed.has(name))) };
}
