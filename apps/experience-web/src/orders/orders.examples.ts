/** Of what was read from our own store, as the OpenAPI document shows it. */
export const ownSource = { source: 'strata', asOf: '2026-11-25T09:00:05.000Z', stale: false };
