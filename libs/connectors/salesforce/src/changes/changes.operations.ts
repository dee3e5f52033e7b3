import type { CallContext, ChangedCrmRecords, Changes, CrmChange, CrmChangeResource } from '#canonical';
import type { CrmConnector } from '#connector-kit';
import { toAccount } from '../account/account.mapper.js';
import { accountFields } from '../account/account.wire.js';
import { toContact } from '../contact/contact.mapper.js';
import { contactFields } from '../contact/contact.wire.js';
import { toOpportunity } from '../opportunity/opportunity.mapper.js';
import { opportunityFields } from '../opportunity/opportunity.wire.js';
import type { SalesforceCall } from '../salesforce.client.js';
import type { SalesforceSystem } from '../salesforce.system.js';
import { soqlMoment, soqlText } from '../soql.js';
import type { WireRecord } from '../wire.record.js';
import { readChangeCursor, writeChangeCursor, type ChangeCursor } from './change.cursor.js';

const rowsPerAnswer = 200;

interface ChangeSource<T> {
  object: string;
  fields: readonly string[];
  read(record: WireRecord): T;
}

interface ChangedRow<T> {
  change: CrmChange<T>;
  at: string;
}

/**
 * Records by the moment of their last change, deleted ones among them: queryAll reads the recycle bin as well, so one
 * query and one cursor serve both. Salesforce stamps to the second and commits later than it stamps; hence the overlap.
 */
export function changesOperations({ id: systemId, options, client }: SalesforceSystem): Pick<CrmConnector, 'changes'> {
  const sources: { [R in CrmChangeResource]: ChangeSource<ChangedCrmRecords[R]> } = {
    account: { object: 'Account', fields: accountFields(options), read: (record) => toAccount(systemId, options, record) },
    contact: { object: 'Contact', fields: contactFields, read: toContact },
    opportunity: { object: 'Opportunity', fields: opportunityFields(options), read: (record) => toOpportunity(options, record) },
  };

  /** A start from now on, by the CRM's clock: ours may be ahead of it. */
  async function start(call: SalesforceCall, object: string): Promise<ChangeCursor> {
    const { at } = await client.queryAll(call, `SELECT Id FROM ${object} LIMIT 1`, () => undefined);
    return { from: behind(at) };
  }

  const behind = (at: number): string => new Date(at - options.changesOverlapMs).toISOString();

  function rows<T>(call: SalesforceCall, { object, fields, read }: ChangeSource<T>, { from, after }: ChangeCursor): Promise<{ records: ChangedRow<T>[]; at: number }> {
    const where = after
      ? `SystemModstamp > ${soqlMoment(after.at)} OR (SystemModstamp = ${soqlMoment(after.at)} AND Id > ${soqlText(after.id)})`
      : `SystemModstamp >= ${soqlMoment(from)}`;
    const soql = `SELECT ${fields.join(', ')}, IsDeleted, SystemModstamp FROM ${object} WHERE ${where} ORDER BY SystemModstamp, Id LIMIT ${rowsPerAnswer}`;
    return client.queryAll(call, soql, (record) => {
      const [id, deleted] = [record.text('Id'), record.flag('IsDeleted')];
      return { change: { id, deleted, ...(!deleted && { record: read(record) }) }, at: record.moment('SystemModstamp') };
    });
  }

  return {
    async changes<R extends CrmChangeResource>(ctx: CallContext, { resource, cursor: text }: { resource: R; cursor?: string }): Promise<Changes<CrmChange<ChangedCrmRecords[R]>>> {
      const call: SalesforceCall = { ctx, operation: 'changes' };
      const source: ChangeSource<ChangedCrmRecords[R]> = sources[resource];
      const cursor = text === undefined ? await start(call, source.object) : readChangeCursor(text);
      const { records, at } = await rows(call, source, cursor);
      const last = records.length === rowsPerAnswer ? records.at(-1) : undefined;
      const from = behind(at) > cursor.from ? behind(at) : cursor.from;
      const next: ChangeCursor = last ? { from: cursor.from, after: { at: last.at, id: last.change.id } } : { from };
      return { documents: records.map(({ change }) => change), cursor: writeChangeCursor(next), more: last !== undefined };
    },
  };
}
