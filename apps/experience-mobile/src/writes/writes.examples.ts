import { invalidField } from '#canonical';
import { orderExamples } from '#contracts';
import { problemOf } from '#edge';
import { orderRow } from '../orders/orders.view.js';
import type { WritesView } from './writes.view.js';

const detail = 'reason is required';

/** What the OpenAPI document shows. */
export const writesExample: WritesView = {
  results: [
    { id: 'w1', status: 202, body: orderRow(orderExamples.received) },
    { id: 'w2', status: 400, problem: problemOf(invalidField('/reason', detail)) },
  ],
};
