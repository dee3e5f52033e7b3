import { exact, type OrderStatusNote } from '#canonical';
import type { SalesforceSettings } from '../salesforce.config.js';
import { currencyFields } from '../salesforce.system.js';
import type { WireRecord } from '../wire.record.js';

/** The fields of a note, as a query names them. */
export function orderStatusFields(options: SalesforceSettings): string[] {
  const { object: _object, account: _account, ...fields } = options.order;
  return [...Object.values(fields), ...currencyFields(options)];
}

/**
 * What is written for a note, without the link to the account. What the note does not say is left as it is. An
 * organisation of one currency does not get a total in another: the number would be wrong there.
 */
export function fromOrderStatusNote({ order, currency }: SalesforceSettings, note: OrderStatusNote): Record<string, unknown> {
  const total = note.total && (currency === undefined || note.total.currency === currency) ? note.total : undefined;
  return {
    [order.erpCustomerId]: note.erpCustomerId,
    [order.status]: note.status,
    [order.changedAt]: note.changedAt,
    ...(note.erpOrderId !== undefined && { [order.erpOrderId]: note.erpOrderId }),
    ...(note.purchaseOrderNumber !== undefined && { [order.purchaseOrderNumber]: note.purchaseOrderNumber }),
    ...(note.opportunityId !== undefined && { [order.opportunity]: note.opportunityId }),
    ...(total && { [order.total]: exact.toNumber(total.amount) }),
    ...(total && currency === undefined && { CurrencyIsoCode: total.currency }),
  };
}

/** A person may have emptied a field by hand: then it is empty here, and the next note fills it. */
export function toOrderStatusNote({ order, currency }: SalesforceSettings, record: WireRecord): OrderStatusNote {
  return {
    orderId: record.text(order.orderId),
    erpCustomerId: record.optionalText(order.erpCustomerId) ?? '',
    erpOrderId: record.optionalText(order.erpOrderId),
    purchaseOrderNumber: record.optionalText(order.purchaseOrderNumber),
    status: record.optionalText(order.status) ?? '',
    total: record.optionalMoney(order.total, currency),
    opportunityId: record.optionalText(order.opportunity),
    changedAt: record.optionalMoment(order.changedAt) ?? new Date(0).toISOString(),
  };
}
