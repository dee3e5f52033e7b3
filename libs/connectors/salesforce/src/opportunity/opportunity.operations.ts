import { StrataError } from '#canonical';
import type { CrmConnector } from '#connector-kit';
import { understood } from '../salesforce.client.js';
import type { SalesforceSystem } from '../salesforce.system.js';
import { isRecordId } from '../soql.js';
import { WireRecord } from '../wire.record.js';
import { toOpportunity } from './opportunity.mapper.js';
import { opportunityFields } from './opportunity.wire.js';

export function opportunityOperations({ options, client }: SalesforceSystem): Pick<CrmConnector, 'readOpportunity'> {
  const query = `fields=${encodeURIComponent(opportunityFields(options).join(','))}`;
  return {
    async readOpportunity(ctx, { opportunityId }) {
      if (!isRecordId(opportunityId)) throw new StrataError('not-found', 'the system has no such record');
      const reply = await client.send({ ctx, operation: 'readOpportunity' }, { method: 'GET', path: `sobjects/Opportunity/${opportunityId}`, query });
      return understood(reply, { operation: 'readOpportunity', safe: true }, (body) => toOpportunity(options, WireRecord.of(body, 'Opportunity')));
    },
  };
}
