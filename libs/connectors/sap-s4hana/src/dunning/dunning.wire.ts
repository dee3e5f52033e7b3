import { filterBy } from '../odata/filter.js';
import { payload } from '../odata/payload.js';
import { select, type RowOf } from '../odata/selection.js';

export const dunningService = 'API_BUSINESS_PARTNER';

/** Reminders of a customer: a row for each company, and for each dunning area of one that has areas. */
export const dunningSelection = select(dunningService, 'A_CustomerDunning', {
  fields: ['Customer', 'CompanyCode', 'DunningArea', 'DunningBlock', 'DunningLevel', 'LastDunnedOn'],
});
export type DunningRow = RowOf<typeof dunningSelection>;

export const dunningFilter = filterBy(dunningService, 'A_CustomerDunning', ['Customer']);

export const dunningPayload = payload('update', dunningService, 'A_CustomerDunning', ['DunningBlock']);
