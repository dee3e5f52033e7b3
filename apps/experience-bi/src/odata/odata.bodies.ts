import { requireSet, type Change } from '#read-models';
import type { JsonFormat } from './odata.media.js';

interface Collection {
  format: JsonFormat;
  context: string;
  count?: string;
  /** JSON texts, comma-separated. */
  rows: string;
  next?: string;
  delta?: string;
}

/**
 * A collection's body. The rows are JSON already: nothing of them is read or written here. As bytes, since of a text the
 * length is counted first, then its head is put before it, which copies it, and then it is written into room for three
 * bytes a letter.
 */
export function bodyOf({ format, context, count, rows, next, delta }: Collection): Buffer {
  const members = [
    ...(format.metadata === 'none' ? [] : [`"@odata.context":${JSON.stringify(context)}`]),
    ...(count === undefined ? [] : [`"@odata.count":${format.exactNumbers ? `"${count}"` : count}`]),
    `"value":[${rows}]`,
    ...(next === undefined ? [] : [`"@odata.nextLink":${JSON.stringify(next)}`]),
    ...(delta === undefined ? [] : [`"@odata.deltaLink":${JSON.stringify(delta)}`]),
  ];
  return Buffer.from(`{${members.join(',')}}`);
}

/** A changed entity, or what tells that one is gone: in 4.0 and 4.01 each in its own way (OData JSON Format 15.3). */
export function changeText(change: Change, set: string, metadata: string, version: '4.0' | '4.01'): string {
  if ('json' in change) return change.json;
  const { key } = requireSet(set);
  const id = entityId(set, change.key);
  if (version === '4.0') return JSON.stringify({ '@odata.context': `${metadata}/$deletedEntity`, id, reason: change.reason });
  return JSON.stringify({ '@removed': { reason: change.reason }, '@odata.id': id, [key.name]: change.key });
}

/** Address of an entity below the feed. */
export function entityId(set: string, value: string): string {
  const { type } = requireSet(set).key;
  return type === 'key' || type === 'text' ? `${set}('${encodeURIComponent(value.replaceAll("'", "''"))}')` : `${set}(${value})`;
}
