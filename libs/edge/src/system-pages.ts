import { invalidField, type Page, type PageQuery } from '#canonical';

interface Position {
  systemId: string;
  cursor?: string;
}

/**
 * One page after the other over several systems: the cursor says which system, and where in it. A page keeps what its
 * system says beside it, such as how fresh it is.
 */
export async function pageOverSystems<P extends Page<unknown>>(systemIds: string[], query: PageQuery, read: (systemId: string, page: PageQuery) => Promise<P>): Promise<P | { items: []; next?: undefined }> {
  const { systemId, cursor } = query.cursor === undefined ? { systemId: systemIds[0], cursor: undefined } : positionOf(query.cursor, systemIds);
  if (systemId === undefined) return { items: [] };
  const { next: more, ...page } = await read(systemId, { limit: query.limit, cursor });
  const after = systemIds[systemIds.indexOf(systemId) + 1];
  const next = more === undefined ? (after === undefined ? undefined : { systemId: after }) : { systemId, cursor: more };
  return { ...page, ...(next && { next: encode(next) }) } as P;
}

function encode(position: Position): string {
  return Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');
}

function positionOf(cursor: string, systemIds: string[]): Position {
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Position;
    if (systemIds.includes(position.systemId) && (position.cursor === undefined || typeof position.cursor === 'string')) return position;
  } catch {
    // Not JSON, so not a cursor of ours: said below.
  }
  throw invalidField('/cursor', 'cursor must be the next of an earlier page');
}
