import { StrataError, type Quote } from '#canonical';

/** Why a quote is not made, found or converted. */
export const quoteUnknown = () => new StrataError('not-found', 'there is no such quote', { reason: 'quote-unknown' });

export const quoteAbsent = (systemId: string) =>
  new StrataError('rejected', `${systemId} does not offer createQuote: an order is placed there at once, and its price is simulated before`, { reason: 'operation-absent', operation: 'createQuote', systemId, allowed: [], retryable: false });

export const quotesBusy = () => new StrataError('unavailable', 'too many quotes are being written at once', { reason: 'busy', retryAfterMs: 1_000 });

export const quoteOver = (state: Quote['status']) => new StrataError('conflict', `the quote is ${state}`, { reason: 'quote-over', state, allowed: [] });

export const foreignQuote = (state: Quote['status']) =>
  new StrataError('conflict', 'the quote was not made here: it is converted in its system, and the order is adopted', { reason: 'foreign-quote', state, allowed: [] });
