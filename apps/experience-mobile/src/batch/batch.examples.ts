import { problemOf } from '#edge';
import { unknownOrder } from '#contracts';
import { ordersExample } from '../orders/orders.examples.js';
import type { BatchView } from './batch.view.js';

/** What the OpenAPI document shows. */
export const batchExample: BatchView = {
  responses: [
    { id: '1', status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: ordersExample },
    { id: '2', status: 404, headers: { 'content-type': 'application/problem+json; charset=utf-8' }, body: problemOf(Object.values(unknownOrder)[0]!) },
  ],
};
