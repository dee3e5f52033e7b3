import { invalidField, type StrataError } from '#canonical';

/** What a request that writes is answered without its key. */
export function idempotencyKeyMissing(): StrataError {
  return invalidField('', 'expected the header Idempotency-Key with 1 to 255 characters, a new one for each thing that is to be done', { reason: 'idempotency-key' });
}

/** The Idempotency-Key of a request (IETF draft-ietf-httpapi-idempotency-key-header). Throws `invalid` when it is missing or too long. */
export function requireIdempotencyKey(key: string | undefined): string {
  if (key !== undefined && key.length >= 1 && key.length <= 255) return key;
  throw idempotencyKeyMissing();
}
