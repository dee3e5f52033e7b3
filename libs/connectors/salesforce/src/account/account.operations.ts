import { StrataError, type AccountOverview } from '#canonical';
import { JoinedReads, type CrmConnector } from '#connector-kit';
import { toContact } from '../contact/contact.mapper.js';
import { contactFields } from '../contact/contact.wire.js';
import { toOpportunity } from '../opportunity/opportunity.mapper.js';
import { opportunityFields } from '../opportunity/opportunity.wire.js';
import type { SalesforceCall } from '../salesforce.client.js';
import type { SalesforceSystem } from '../salesforce.system.js';
import { soqlContaining, soqlText } from '../soql.js';
import type { WireRecord } from '../wire.record.js';
import { readPageCursor, writePageCursor } from './account.cursor.js';
import { toAccount } from './account.mapper.js';
import { accountFields } from './account.wire.js';

/** Rows of a page unless the caller says. */
const defaultLimit = 50;
const largestLimit = 200;
/** Rows of each list on the screen of an account. */
const overviewRows = 50;

export function accountOperations({ id: systemId, options, client }: SalesforceSystem): Pick<CrmConnector, 'findAccounts' | 'readAccountOverview'> {
  const fields = accountFields(options).join(', ');
  const contactQuery = `SELECT ${contactFields.join(', ')} FROM Contacts ORDER BY Name LIMIT ${overviewRows}`;
  const opportunityQuery = `SELECT ${opportunityFields(options).join(', ')} FROM Opportunities WHERE IsClosed = false ORDER BY CloseDate LIMIT ${overviewRows}`;
  const overviewOf = encodeURIComponent(`SELECT ${fields}, (${contactQuery}), (${opportunityQuery}) FROM Account WHERE ${options.erpCustomerField} IN `);

  /** One more than there are keys: so many mean that a key has two. */
  const mostRows = (keys: number) => keys + 1;
  const overviews = new JoinedReads<SalesforceCall, AccountOverview>({
    keysPerRead: options.customersPerRead,
    read: (call, keys) => client.queryEncoded(call, `${overviewOf}${encodeURIComponent(`(${keys.map(soqlText).join(', ')}) LIMIT ${mostRows(keys.length)}`)}`, toOverview),
    keyOf: ({ account }) => account.erpCustomerId ?? '',
    mostRows,
  });

  function toOverview(record: WireRecord): AccountOverview {
    const account = toAccount(systemId, options, record);
    const contacts = record.children('Contacts').map(toContact);
    const opportunities = record.children('Opportunities').map((row) => toOpportunity(options, row));
    for (const contact of contacts) contact.accountId = account.id;
    for (const opportunity of opportunities) opportunity.accountId = account.id;
    return { account, contacts, opportunities };
  }

  return {
    /** By part of the name or by the whole ERP key, sorted by name. */
    async findAccounts(ctx, { query, cursor, limit }) {
      const size = Math.min(Math.max(limit ?? defaultLimit, 1), largestLimit);
      const conditions = [];
      if (query) conditions.push(`(Name LIKE ${soqlContaining(query)} OR ${options.erpCustomerField} = ${soqlText(query)})`);
      if (cursor !== undefined) {
        const { name, id } = readPageCursor(cursor);
        conditions.push(`(Name > ${soqlText(name)} OR (Name = ${soqlText(name)} AND Id > ${soqlText(id)}))`);
      }
      const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
      // One row more than asked for says whether there is a next page.
      const soql = `SELECT ${fields} FROM Account${where} ORDER BY Name, Id LIMIT ${size + 1}`;
      const found = await client.query({ ctx, operation: 'findAccounts' }, soql, (record) => toAccount(systemId, options, record));
      const items = found.slice(0, size);
      return { items, ...(found.length > size && { next: writePageCursor(items.at(-1)!) }) };
    },

    async readAccountOverview(ctx, { erpCustomerId }) {
      const [overview, another] = await overviews.rowsOf({ ctx, operation: 'readAccountOverview' }, erpCustomerId);
      if (!overview) throw new StrataError('not-found', 'the CRM has no account of this customer', { reason: 'account-unmatched' });
      if (another) throw new StrataError('conflict', 'the CRM has more than one account of this customer', { reason: 'external-id-not-unique' });
      return overview;
    },
  };
}
