import { fromPublicId, invalidField, isStrataError, type Answer, type CallContext, type Customer, type Page, type PageQuery } from '#canonical';
import type { ErpApi, OfSystem } from '#contracts';
import { ownCustomers } from '#edge';

/** Customers of a page that are read of the system at most, and those at the same time. */
const readOfPage = 200;
const readAtOnce = 8;
const defaultLimit = 50;

/**
 * Of whom is kept to certain customers, customers are found by reading those: going through all of the system would cost
 * as many calls as it has pages, to show a few. A page looks at 200 of them at most, and may hold less than was asked for
 * while there is a next one.
 */
export function keptToOwnCustomers(erp: ErpApi): ErpApi {
  return { ...erp, findCustomers: (ctx, args) => findCustomers(erp, ctx, args) };
}

async function findCustomers(erp: ErpApi, ctx: CallContext, args: OfSystem & PageQuery & { query?: string }): Promise<Answer<Page<Customer>>> {
  const own = ownCustomers(ctx.principal, args.systemId);
  if (own === undefined) return erp.findCustomers(ctx, args);
  const { systemId, query, cursor, limit = defaultLimit } = args;
  // Who does not fit was looked at too: that there is nobody else is as old as what was read of them.
  const looked: Answer<Customer>[] = [];
  const found: Customer[] = [];
  let at = placeOf(cursor, own.length);
  const end = Math.min(own.length, at + readOfPage);
  while (at < end && found.length < limit) {
    const some = own.slice(at, Math.min(end, at + Math.min(readAtOnce, limit - found.length)));
    at += some.length;
    const read = (await Promise.all(some.map((id) => customer(erp, ctx, systemId, fromPublicId(id)!.key)))).filter((each) => each !== undefined);
    looked.push(...read);
    found.push(...read.map(({ value }) => value).filter((each) => fits(each, query)));
  }
  return {
    value: { items: found, ...(at < own.length && { next: String(at) }) },
    source: systemId,
    asOf: looked.map(({ asOf }) => asOf).toSorted()[0] ?? new Date().toISOString(),
    stale: looked.some(({ stale }) => stale),
    attempts: looked.flatMap(({ attempts }) => attempts),
  };
}

/** Undefined where the system does not know it (any more). */
async function customer(erp: ErpApi, ctx: CallContext, systemId: string, customerId: string): Promise<Answer<Customer> | undefined> {
  try {
    return await erp.readCustomer(ctx, { systemId, customerId });
  } catch (error) {
    if (isStrataError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** As ERPs search: each word in the name, or the number. */
function fits({ id, name }: Customer, query = ''): boolean {
  const text = `${name} ${id}`.toLowerCase();
  return query.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function placeOf(cursor: string | undefined, most: number): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,7}$/.test(cursor) && Number(cursor) <= most) return Number(cursor);
  throw invalidField('/cursor', 'cursor must be the next of an earlier page');
}
