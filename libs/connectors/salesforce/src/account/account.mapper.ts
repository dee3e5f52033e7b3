import type { Account } from '#canonical';
import type { SalesforceSettings } from '../salesforce.config.js';
import type { WireRecord } from '../wire.record.js';

export function toAccount(systemId: string, { erpCustomerField, accountFields }: SalesforceSettings, record: WireRecord): Account {
  return {
    id: record.text('Id'),
    systemId,
    name: record.text('Name'),
    erpCustomerId: record.optionalText(erpCustomerField),
    owner: record.parent('Owner')?.optionalText('Name'),
    phone: record.optionalText('Phone'),
    ...(accountFields.length > 0 && { extensions: Object.fromEntries(accountFields.map((name) => [name, record.plain(name)])) }),
  };
}
