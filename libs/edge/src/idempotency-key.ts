import { StrataError } from '#canonical';

/** The Idempotency-Key of a request (IETF draft-ietf-httpapi-idempotency-key-header). Throws `invalid` when it is missing or too long. */
export function requireIdempotencyKey(key: string | undefined): string {
  if (key !== undefined && key.length >= 1 && key.length <= 255) return key;
  const detail = 'expected the header Idempotency-Key with 1 to 255 characters, a new one for each thing that is to be done';
  throw new StrataError('invalid', detail, { fields: [{ pointer: '', detail }], reason: 'idempotency-key' });
}
