import { StrataError } from '#canonical';
import { engineAway, engineSilent } from '#durable';
import { databaseAway } from '#edge';
import { keyReused } from '#read-models';

/** Refusals that many operations have, as the documentation shows them. */
export const keyUsed = { 'Idempotency-Key used with another body': keyReused() };
export const databaseIsAway = { 'The database is away': databaseAway() };
export const engineIsAway = { 'The durable engine is away': engineAway() };
export const engineIsSilent = { 'The durable engine does not answer': engineSilent() };
export const outcomeUnknown = { 'The answer of the system is missing': new StrataError('unknown-outcome', 'the answer to a write is missing', { systemId: 'sandbox' }) };
