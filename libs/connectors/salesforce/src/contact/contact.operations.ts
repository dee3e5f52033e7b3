import { StrataError } from '#canonical';
import type { CrmConnector } from '#connector-kit';
import type { SalesforceSystem } from '../salesforce.system.js';
import { isRecordId, soqlText } from '../soql.js';
import { toContact } from './contact.mapper.js';
import { contactFields } from './contact.wire.js';

/** Nobody reads on behind these; it keeps the answer within one batch of Salesforce. */
const mostContacts = 500;

export function contactOperations({ client }: SalesforceSystem): Pick<CrmConnector, 'findContacts'> {
  return {
    /** Contacts of an account, by name. None for an account that is not there; `not-found` for what cannot be one. */
    async findContacts(ctx, { accountId }) {
      if (!isRecordId(accountId)) throw new StrataError('not-found', 'the system has no such record');
      const soql = `SELECT ${contactFields.join(', ')} FROM Contact WHERE AccountId = ${soqlText(accountId)} ORDER BY Name, Id LIMIT ${mostContacts}`;
      return client.query({ ctx, operation: 'findContacts' }, soql, toContact);
    },
  };
}
