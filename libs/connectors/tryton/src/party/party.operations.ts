import { StrataError } from '#canonical';
import { keysetPage, type ErpConnector } from '#connector-kit';
import type { TrytonCall } from '../tryton.client.js';
import { containing, type Domain, type TrytonSystem } from '../tryton.system.js';
import { creditOf, toCreditStatus, toCustomer, type Credit } from './party.mapper.js';
import { creditFields, knownPartyFields, partyFields, partyModel, type PartyCreditRow, type PartyRow } from './party.wire.js';

/** A party is a customer when it has a code and an address that goods can go to. */
const customers: Domain = [['code', '!=', null], ['addresses.delivery', '=', true]];

/** Parties for the other resources: their keys and their credit. */
export interface PartyDesk {
  /** Throws `not-found`. */
  party(call: TrytonCall, customerId: string): Promise<PartyRow>;
  /** Undefined where the installation checks no credit. */
  credit(call: TrytonCall, customerId: string): Promise<Credit | undefined>;
}

export function partyOperations(system: TrytonSystem): PartyDesk & Pick<ErpConnector, 'findCustomers' | 'readCustomer' | 'readCredit'> {
  const added = (call: TrytonCall) => system.addedFields(call, partyModel, knownPartyFields);
  const read = async (call: TrytonCall, domain: Domain, limit?: number) =>
    system.search<PartyRow>(call, partyModel, domain, [...partyFields, ...(await added(call))], { limit, order: [['code', 'ASC']] });

  const toCustomers = async (call: TrytonCall, rows: PartyRow[]) => {
    const [{ currency }, fields] = await Promise.all([system.installation(call), added(call)]);
    return system.map(call, () => rows.map((row) => toCustomer(system.id, row, currency.code, fields)));
  };

  const party: PartyDesk['party'] = async (call, customerId) => {
    const [row] = await read(call, [['code', '=', customerId]]);
    if (!row) throw new StrataError('not-found', 'the system has no such customer', { operation: call.operation, reason: 'customer-unknown' });
    return row;
  };

  const credit: PartyDesk['credit'] = async (call, customerId) => {
    if (!(await system.installation(call)).checksCredit) return undefined;
    const [row] = await system.search<PartyCreditRow>(call, partyModel, [['code', '=', customerId]], creditFields);
    return row && system.map(call, () => creditOf(row));
  };

  return {
    party,
    credit,

    async findCustomers(ctx, { query, cursor, limit }) {
      const call = system.call(ctx, 'findCustomers');
      const after: Domain = cursor === undefined ? [] : [['code', '>', cursor]];
      const page = await keysetPage(limit, (top) => read(call, [...customers, ...containing('rec_name', query), ...after], top));
      const items = await toCustomers(call, page.rows);
      return { items, ...(page.more && { next: items.at(-1)?.id }) };
    },

    async readCustomer(ctx, { customerId }) {
      const call = system.call(ctx, 'readCustomer');
      const [customer] = await toCustomers(call, [await party(call, customerId)]);
      return customer!;
    },

    async readCredit(ctx, { customerId }) {
      const call = system.call(ctx, 'readCredit');
      const { currency } = await system.installation(call);
      await party(call, customerId);
      return toCreditStatus(customerId, (await credit(call, customerId)) ?? { used: '0' }, currency.code);
    },
  };
}
