import { invalidField, nativeKeyOf, type CallContext, type StrataError } from '#canonical';
import type { ErpApi } from '#contracts';

/** Who buys, and where: prices are those of one of a customer's sales areas. Keys are the system's own. */
export interface Buyer {
  systemId: string;
  customerId: string;
  salesAreaId: string;
}

/**
 * @param publicId of the customer
 * @param salesAreaId may be left out where the customer has one
 * Throws `not-found`, and `invalid` that names the customer's sales areas.
 */
export async function buyerOf(erp: ErpApi, ctx: CallContext, publicId: string, salesAreaId: string | undefined): Promise<Buyer> {
  const { systemId, key: customerId } = nativeKeyOf(publicId, 'customer');
  const { value: customer } = await erp.readCustomer(ctx, { systemId, customerId });
  const areas = customer.salesAreas.map(({ id }) => id);
  const area = salesAreaId ?? (areas.length === 1 ? areas[0] : undefined);
  if (area === undefined || !areas.includes(area)) throw salesAreaFault(areas);
  return { systemId, customerId, salesAreaId: area };
}

export function salesAreaFault(areas: string[]): StrataError {
  return invalidField('/salesAreaId', `expected salesAreaId to be one of ${areas.join(', ')}`);
}
