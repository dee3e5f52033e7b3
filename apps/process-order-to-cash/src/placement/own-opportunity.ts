import { isStrataError, StrataError, unprocessable, type CallContext } from '#canonical';
import type { CrmApi } from '#contracts';
import { ownsSystem, withoutDataScope } from '#edge';

/**
 * Who is kept to certain customers names an opportunity of the one that they order for: the CRM would show the order at
 * somebody else's. Nobody but the CRM knows, so while it cannot be asked such an order is not taken; without an opportunity
 * it is. Throws `invalid` (422), the same for another's and for nobody's, and `unavailable`.
 * @param erpCustomerId the customer's key in the ERP
 */
export async function requireOwnOpportunity(crm: CrmApi, ctx: CallContext, erpCustomerId: string, opportunityId: string | undefined): Promise<void> {
  const { dataScope } = ctx.principal;
  if (opportunityId === undefined || dataScope?.customers === undefined) return;
  const { value: systems } = await crm.systems(ctx, {});
  const known = await Promise.all(systems.filter(({ id }) => ownsSystem(dataScope, id)).map(({ id }) => isOwn(crm, ctx, { systemId: id, erpCustomerId, opportunityId })));
  if (!known.includes(true) || known.includes(false)) throw unprocessable([{ pointer: '/opportunityId', detail: 'the customer has no such opportunity' }]);
}

/** Undefined where the CRM does not know the opportunity. */
async function isOwn(crm: CrmApi, ctx: CallContext, { systemId, erpCustomerId, opportunityId }: { systemId: string; erpCustomerId: string; opportunityId: string }): Promise<boolean | undefined> {
  // Whose it is stands in the answer alone.
  const opportunity = await found(systemId, crm.readOpportunity(withoutDataScope(ctx), { systemId, opportunityId }));
  if (!opportunity) return undefined;
  const overview = await found(systemId, crm.readAccountOverview(ctx, { systemId, erpCustomerId }));
  return overview !== undefined && overview.account.id === opportunity.accountId;
}

async function found<T>(systemId: string, asked: Promise<{ value: T }>): Promise<T | undefined> {
  try {
    return (await asked).value;
  } catch (error) {
    if (isStrataError(error, 'not-found') || isStrataError(error, 'invalid')) return undefined;
    if (!isStrataError(error)) throw error;
    throw new StrataError('unavailable', 'the opportunity cannot be checked now: leave it out, or come again', { systemId, cause: error });
  }
}
