import { StrataError } from '#canonical';
import { JoinedReads, keysetPage, type ErpConnector } from '#connector-kit';
import type { SapCall } from '../sap-s4hana.client.js';
import { all, any, anyOf, type Filter } from '../odata/filter.js';
import { listRows } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { foreignShipTos, toCustomer } from './customer.mapper.js';
import { customerFilter, customerSelection, shipToSelection, type CustomerRow } from './customer.wire.js';

type CustomerOperations = Pick<ErpConnector, 'findCustomers' | 'readCustomer'>;

export function customerOperations({ id: systemId, options, client }: SapSystem): CustomerOperations {
  const custom = options.customFields.customer;
  const withShipTos = async (call: SapCall, rows: CustomerRow[]) => {
    const numbers = new Set<string>();
    for (const row of rows) for (const number of foreignShipTos(row)) numbers.add(number);
    const shipTos = numbers.size === 0 ? [] : await listRows(client, call, shipToSelection, { filter: anyOf(customerFilter, 'Customer', [...numbers]) });
    return rows.map((row) => toCustomer(systemId, row, shipTos));
  };
  const customers = new JoinedReads<SapCall, CustomerRow>({
    keysPerRead: options.customersPerRead,
    read: (call, numbers) => listRows(client, call, customerSelection, { filter: anyOf(customerFilter, 'Customer', numbers), custom }),
    keyOf: ({ Customer }) => Customer,
  });

  return {
    async findCustomers(ctx, { query, cursor, limit }) {
      const call: SapCall = { ctx, operation: 'findCustomers' };
      // Business partners that are no customers have an empty number, which sorts first.
      const from = customerFilter.where('Customer', 'gt', cursor ?? '');
      const page = await keysetPage(limit, (top) =>
        listRows(client, call, customerSelection, { filter: query ? all(from, matching(query)) : from, orderBy: 'Customer', top, custom }),
      );
      return { items: await withShipTos(call, page.rows), ...(page.more && { next: page.rows.at(-1)?.Customer }) };
    },

    async readCustomer(ctx, { customerId }) {
      const call: SapCall = { ctx, operation: 'readCustomer' };
      const [customer] = await withShipTos(call, await customers.rowsOf(call, customerId));
      if (!customer) throw new StrataError('not-found', 'the system has no such customer', { operation: call.operation });
      return customer;
    },
  };
}

/** SAP compares letter by letter: names are tried as typed and capitalised, search terms are kept in capitals. */
function matching(query: string): Filter {
  const text = query.trim();
  const capitalised = text.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
  const spellings = [...new Set([text, capitalised])];
  return any(
    ...spellings.map((spelling) => customerFilter.contains('BusinessPartnerFullName', spelling)),
    customerFilter.contains('SearchTerm1', text.toUpperCase()),
    ...(/^\d{1,10}$/.test(text) ? [customerFilter.where('Customer', 'eq', text)] : []),
  );
}
