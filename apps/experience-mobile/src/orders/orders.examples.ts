import type { FreshPage } from '#canonical';
import { orderExamples, timelineExample } from '#contracts';
import { mobileOrder, orderRow, type MobileOrder, type MobileOrderRow } from './orders.view.js';

const source = { source: 'strata', asOf: '2026-11-25T09:00:05.000Z', stale: false };

/** What the OpenAPI document shows. */
export const ordersExample: FreshPage<MobileOrderRow> = { items: [orderRow(orderExamples.paid)], ...source };
export const mobileOrderExamples = {
  received: { ...mobileOrder(orderExamples.received, []), ...source } satisfies MobileOrder,
  confirmed: { ...mobileOrder(orderExamples.confirmed, timelineExample), ...source } satisfies MobileOrder,
  cancelled: { ...mobileOrder(orderExamples.cancelled, []), ...source } satisfies MobileOrder,
};
