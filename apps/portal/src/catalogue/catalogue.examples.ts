import type { ApiDetail, ApiSummary } from './catalogue.view.js';

export const apiExample: ApiSummary = {
  id: 'experience-web',
  title: 'Strata web experience API',
  layer: 'experience',
  owner: 'Web channel',
  audience: 'Front ends in browsers, web shops of partners',
  version: '2.0.0',
  lifecycle: 'stable',
  description: 'Shaped for browsers: catalogue, customer screens, placing and following orders.',
  operations: 1,
  latestChange: '2026-11-29',
  document: '/portal/v1/apis/experience-web/document',
};

export const apiDetailExample: ApiDetail = {
  ...apiExample,
  changelog: [{ version: '2.0.0', date: '2026-11-29', changes: [{ kind: 'changed', breaking: true, text: 'a credential is asked for', operation: 'GET /web/v1/orders' }] }],
  operationList: [{ method: 'GET', path: '/web/v1/orders', operationId: 'listOrders', summary: 'Orders', scopes: ['orders:read'] }],
};

export const guideExample = { id: 'web', title: 'Screens for browsers', summary: 'Calls to copy, against npm start.' };
