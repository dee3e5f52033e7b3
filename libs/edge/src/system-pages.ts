import { StrataError, type Page, type PageQuery } from '#canonical';

interface Position {
  systemId: string;
  cursor?: string;
}

/** One page after the other over several systems: the cursor says which system, and where in it. */
export async function pageOverSystems<T>(systemIds: string[], query: PageQuery, read: (systemId: string, page: PageQuery) => Promise<Page<T>>): Promise<Page<T>> {
  const { systemId, cursor } = query.cursor === undefined ? { systemId: systemIds[0], cursor: undefined } : positionOf(query.cursor, systemIds);
  if (systemId === undefined) return { items: [] };
  const page = await read(systemId, { limit: query.limit, cursor });
  const after = systemIds[systemIds.indexOf(systemId) + 1];
  const next = page.next === undefined ? (after === undefined ? undefined : { systemId: after }) : { systemId, cursor: page.next };
  return { items: page.items, ...(next && { next: encode(next) }) };
}

function encode(position: Position): string {
  return Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');
}

function positionOf(cursor: string, systemIds: string[]): Position {
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Position;
    if (systemIds.includes(position.systemId)) return position;
  } catch {
    // Not JSON, so not a cursor of ours: said below.
  }
  const detail = 'cursor must be the next of an earlier page';
  throw new StrataError('invalid', detail, { fields: [{ pointer: '/cursor', detail }] });
}
