import { StrataError } from '#canonical';
import { changesStatement, type Change, type ChangesRequest } from './star-changes.js';
import { requireSet } from './star-entities.js';
import { StarFault } from './star-fault.js';
import type { Literal } from './star-expression.js';
import type { Position, StarPage, StarPageRequest, StarQuery } from './star-query.js';
import type { StarReader } from './star-reader.js';
import type { Texts } from './star-rows.js';
import { countStatement, pageStatement, type Statement } from './star-statement.js';

/** Answers questions of analysts from the star schema. What is wrong with a question is a StarFault, before the database is asked. */
export class StarFeed {
  constructor(private readonly reader: StarReader) {}

  async page(query: StarQuery, request: StarPageRequest): Promise<StarPage> {
    const statement = pageStatement(query, request);
    const rows = await this.run(statement);
    const last = rows.length > request.limit ? rows[request.limit - 1] : undefined;
    let text = '';
    for (const row of rows.slice(0, request.limit)) text += (text === '' ? '' : ',') + statement.json(row);
    return { rows: text, ...(last && { next: statement.position(last) }) };
  }

  async count(query: StarQuery): Promise<string> {
    const [row] = await this.run(countStatement(query));
    return row?.[0] ?? '0';
  }

  /** The JSON of one entity, or nothing where there is none (any more). */
  async entity({ set, select, expand, own }: StarQuery, key: Literal, shape: Pick<StarPageRequest, 'exactNumbers' | 'annotations'>): Promise<string | undefined> {
    const path = { kind: 'path' as const, path: [requireSet(set).key.name], at: key.at };
    const filter = { kind: 'comparison' as const, operator: 'eq' as const, left: path, right: key, at: key.at };
    const { rows } = await this.page({ set, select, expand, filter, own }, { limit: 1, ...shape });
    return rows === '' ? undefined : rows;
  }

  /** What became of a set between two horizons. */
  async changes(query: StarQuery, request: ChangesRequest): Promise<{ items: Change[]; next?: Position }> {
    const statement = changesStatement(query, request);
    const rows = await this.run(statement);
    const last = rows.length > request.limit ? rows[request.limit - 1] : undefined;
    return { items: rows.slice(0, request.limit).map((row) => statement.change(row)), ...(last && { next: statement.position(last) }) };
  }

  /** See `StarReader.horizon`. */
  horizon(): Promise<string> {
    return this.reader.horizon();
  }

  private async run({ sql, values }: Statement): Promise<Texts[]> {
    try {
      return await this.reader.texts(sql, values);
    } catch (error) {
      throw refused(error) ?? error;
    }
  }
}

/** What only the database can tell: class 22 is about values (a division by zero, a number out of range), 57014 that its time was up. */
function refused(error: unknown): Error | undefined {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string') return undefined;
  if (code.startsWith('22')) return new StarFault(`the question cannot be computed: ${message ?? code}`);
  if (code === '57014') return new StrataError('unavailable', 'the answer takes too long: ask for less, by a filter on an indexed property such as placedOn or customerId', { cause: error, reason: 'too-long', retryable: false });
  return undefined;
}
