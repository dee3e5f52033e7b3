import { fromPublicId, isStrataError, StrataError, toPublicId, type Answer, type CallContext, type DataScope, type Principal } from '#canonical';
import type { OperationDescription } from '#contracts';

/** From so many ids on a set is quicker than a list. */
const fewIds = 50;
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** A principal is the same object for as long as its credential is known: so is its list, and a set of it is made once. */
function has(ids: readonly string[], id: string): boolean {
  if (ids.length <= fewIds) return ids.includes(id);
  let set = sets.get(ids);
  if (!set) sets.set(ids, (set = new Set(ids)));
  return set.has(id);
}

/** Whether a system is within; every one is without a scope. */
export function ownsSystem(scope: DataScope | undefined, systemId: string): boolean {
  return scope?.systems === undefined || has(scope.systems, systemId);
}

/**
 * Whether a customer is within.
 * @param customerId public id, as a caller sent it
 */
export function ownsCustomer(scope: DataScope | undefined, customerId: string): boolean {
  if (scope === undefined) return true;
  if (scope.customers !== undefined && !has(scope.customers, customerId)) return false;
  return scope.systems === undefined || ownsSystem(scope, fromPublicId(customerId)?.systemId ?? '');
}

/** Public ids of the customers of a system that a principal is kept to, in its own order; undefined where it is kept to none. */
export function ownCustomers({ dataScope }: Principal, systemId: string): string[] | undefined {
  return dataScope?.customers?.filter((id) => fromPublicId(id)?.systemId === systemId && ownsSystem(dataScope, systemId));
}

/** The same call without rows of its own: for an API that has looked itself at whose they are, and asks the next one about them. */
export function withoutDataScope(ctx: CallContext): CallContext {
  if (ctx.principal.dataScope === undefined) return ctx;
  const { dataScope: _, ...principal } = ctx.principal;
  return { ...ctx, principal };
}

type Arguments = Record<string, unknown>;

/**
 * Before a call, by its operation's rule. What is outside is answered as what does not exist, and without a question to
 * anybody, so that nobody can tell one from the other. Throws `not-found`, and `forbidden` where the business is asked
 * about as a whole.
 */
export function requireOwn({ name, data }: OperationDescription, { dataScope: scope }: Principal, args: Arguments): void {
  if (scope === undefined) return;
  if (data === 'whole' && scope.customers !== undefined) {
    throw new StrataError('forbidden', `${name} is about all customers: it is not open to a caller of certain ones`, { operation: name });
  }
  const systemId = systemIn(args);
  if (systemId !== undefined && !ownsSystem(scope, systemId)) throw new StrataError('not-found', `no system is called ${systemId}`);
  if (data === 'customer') requireOwnCustomer(scope, args);
}

function systemIn({ systemId, request }: Arguments): string | undefined {
  return (systemId ?? (request as Arguments | undefined)?.['systemId']) as string | undefined;
}

/** A customer of an ERP, of all by public id, or as a CRM knows the customers of ERPs: by the key alone. */
function requireOwnCustomer(scope: DataScope, { systemId, customerId, draft, erpCustomerId }: Arguments): void {
  const key = customerId ?? (draft as Arguments | undefined)?.['customerId'] ?? erpCustomerId;
  const named = String(key);
  const isOwn = erpCustomerId === undefined ? ownsCustomer(scope, systemId === undefined ? named : toPublicId(String(systemId), named)) : ownsKey(scope, named);
  if (!isOwn) throw new StrataError('not-found', `there is no customer ${named}`);
}

const ownsKey = ({ customers }: DataScope, key: string): boolean => customers === undefined || customers.some((id) => fromPublicId(id)?.key === key);

/**
 * The answer of an operation that only its answer tells whose it is: of a list what is within, of one that is not the
 * same as where there is none. Systems differ in their words for that; a principal with rows of its own hears ours.
 */
export async function ownAnswer({ data }: OperationDescription, { dataScope: scope }: Principal, args: Arguments, asked: Promise<Answer<unknown>>): Promise<Answer<unknown>> {
  if (scope?.customers === undefined || data !== 'answer') return asked;
  const answer = await asked.catch((error: unknown) => {
    throw isStrataError(error, 'not-found') ? noRecord(args) : error;
  });
  const isOwn = (record: unknown) => ownsCustomer(scope, toPublicId(String(args['systemId']), String((record as Arguments)['customerId'])));
  if (Array.isArray(answer.value)) return { ...answer, value: answer.value.filter(isOwn) };
  if (!isOwn(answer.value)) throw noRecord(args);
  return answer;
}

function noRecord({ systemId }: Arguments): StrataError {
  return new StrataError('not-found', 'there is no such record', { systemId: String(systemId) });
}
