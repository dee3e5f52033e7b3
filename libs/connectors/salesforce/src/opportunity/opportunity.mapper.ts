import type { Opportunity } from '#canonical';
import type { SalesforceSettings } from '../salesforce.config.js';
import type { WireRecord } from '../wire.record.js';

export function toOpportunity({ currency }: SalesforceSettings, record: WireRecord): Opportunity {
  return {
    id: record.text('Id'),
    accountId: record.optionalText('AccountId'),
    name: record.text('Name'),
    stage: record.text('StageName'),
    amount: record.optionalMoney('Amount', currency),
    closeOn: record.optionalText('CloseDate'),
    closed: record.flag('IsClosed'),
    won: record.flag('IsWon'),
  };
}
