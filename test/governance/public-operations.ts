/** What anybody may call, without a credential. Nothing else is open: a handler that becomes `@Public()` stands here, or the documents are refused. */
export const publicOperations: readonly string[] = [
  'POST /portal/v1/accounts',
  'POST /portal/v1/session',
  'GET /portal/v1/session',
  'DELETE /portal/v1/session',
  'GET /portal/v1/apis',
  'GET /portal/v1/apis/{id}',
  'GET /portal/v1/apis/{id}/document',
  'GET /portal/v1/guides',
  'GET /portal/v1/guides/{id}',
  'GET /portal/v1/clients/typescript.tgz',
  'GET /portal/v1/status',
];
