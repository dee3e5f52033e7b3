import type { Row } from '../crm.database.js';
import { STAGES } from '../schema/crm.schema.js';
import type { ObjectSchema } from '../schema/object.schema.js';

/** Fields that the system works out from others, for a record as it is going to be. */
export function derivedFields(object: ObjectSchema, record: Row, serial: () => number): Row {
  if (object.name === 'Contact') return { Name: [record['FirstName'], record['LastName']].filter(Boolean).join(' ') };
  if (object.name === 'Strata_Order__c') return record['Name'] ? {} : { Name: `O-${String(serial()).padStart(6, '0')}` };
  return {};
}

/** A stage brings its probability along, unless the caller gives one. */
export function stageFields(object: ObjectSchema, draft: Row): Row {
  if (object.name !== 'Opportunity' || draft['StageName'] === undefined) return {};
  const stage = STAGES[String(draft['StageName'])] ?? { probability: 0, closed: false, won: false };
  return { IsClosed: Number(stage.closed), IsWon: Number(stage.won), Probability: draft['Probability'] ?? stage.probability };
}
