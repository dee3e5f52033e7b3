import { StrataError } from '#canonical';
import { changesStatement, type Change, type ChangesRequest } from './star-changes.js';
import { requireSet } from './star-entities.js';
import { StarFault } from './star-fault.js';
import type { Literal } from './star-expression.js';
import type { Position, StarPage, StarPageRequest, StarQuery } from './star-query.js';
import type { StarReader } from './star-reader.js';
import { countStatement, pageStatement, type Statement } from './star-statement.js';

interface PageRow {
  rows: string | null;
  more: boolean;
  position: Position;
}

interface ChangeRow {
  json: string | null;
  key: string;
  reason: 'deleted' | 'changed';
  tx: string;
}

/** Answers questions of analysts from the star schema. What is wrong with a question is a StarFault, before the database is asked. */
export class StarFeed {
  constructor(private readonly reader: StarReader) {}

  async page(query: StarQuery, request: StarPageRequest): Promise<StarPage> {
    const [row] = await this.run<PageRow>(pageStatement(query, request));
    return pageOf(row!);
  }

  async count(query: StarQuery): Promise<string> {
    const [row] = await this.run<{ count: string }>(countStatement(query));
    return row!.count;
  }

  /** The JSON of one entity, or nothing where there is none (any more). */
  async entity({ set, select, expand }: StarQuery, key: Literal, shape: Pick<StarPageRequest, 'exactNumbers' | 'annotations'>): Promise<string | undefined> {
    const path = { kind: 'path' as const, path: [requireSet(set).key.name], at: key.at };
    const filter = { kind: 'comparison' as const, operator: 'eq' as const, left: path, right: key, at: key.at };
    const { rows } = await this.page({ set, select, expand, filter }, { limit: 1, ...shape });
    return rows === '' ? undefined : rows;
  }

  /** What became of a set between two horizons. */
  async changes(query: StarQuery, request: ChangesRequest): Promise<{ items: Change[]; next?: Position }> {
    const rows = await this.run<ChangeRow>(changesStatement(query, request));
    const last = rows.length > request.limit ? rows[request.limit - 1] : undefined;
    const items = rows.slice(0, request.limit).map(({ json, key, reason }) => (json === null ? { key, reason } : { json }));
    return { items, ...(last && { next: [last.tx, last.key] }) };
  }

  /** See `StarReader.horizon`. */
  horizon(): Promise<string> {
    return this.reader.horizon();
  }

  private async run<Row extends object>({ sql, values }: Statement): Promise<Row[]> {
    try {
      return await this.reader.query<Row>(sql, values);
    } catch (error) {
      throw refused(error) ?? error;
    }
  }
}

function pageOf({ rows, more, position }: PageRow): StarPage {
  return { rows: rows ?? '', ...(more && { next: position }) };
}

/** What only the database can tell: class 22 is about values (a division by zero, a number out of range), 57014 that its time was up. */
function refused(error: unknown): Error | undefined {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string') return undefined;
  if (code.startsWith('22')) return new StarFault(`the question cannot be computed: ${message ?? code}`);
  if (code === '57014') return new StrataError('unavailable', 'the answer takes too long: ask for less, by a filter on an indexed property such as placedOn or customerId', { cause: error, reason: 'too-long', retryable: false });
  return undefined;
}
