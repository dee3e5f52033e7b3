import type { Contact } from '#canonical';
import type { WireRecord } from '../wire.record.js';

export function toContact(record: WireRecord): Contact {
  return {
    id: record.text('Id'),
    accountId: record.optionalText('AccountId'),
    name: record.text('Name'),
    email: record.optionalText('Email'),
    phone: record.optionalText('Phone'),
  };
}
