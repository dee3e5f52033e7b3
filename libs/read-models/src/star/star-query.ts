import type { DataScope } from '#canonical';
import type { EntitySet } from './star-entities.js';
import type { Expansion, Expression, OrderBy, PathExpression, Transformation } from './star-expression.js';

/** One question to the star schema. The names in it are checked when it is compiled. */
export interface StarQuery {
  /** Name of an entity set. */
  set: string;
  /** Done first, one after the other: the rest is about their result. */
  apply?: Transformation[];
  filter?: Expression;
  select?: PathExpression[];
  expand?: Expansion[];
  orderBy?: OrderBy[];
  /** Rows that the reader may see, whatever is asked; all when left out. */
  own?: DataScope;
}

export interface StarPageRequest {
  /** Rows of a page at most. */
  limit: number;
  /** Rows to leave out first. */
  skip?: number;
  /** Where an earlier page ended. */
  after?: Position;
  /** Decimals and counts as JSON strings, for readers whose numbers are doubles (`IEEE754Compatible=true`). */
  exactNumbers?: boolean;
  annotations?: RowAnnotations;
}

/** What rows of entities say beside their properties. */
export interface RowAnnotations {
  /** Name of the member that holds an entity's address. */
  idName: string;
  /** `Orders(...)`, of its key. */
  id(set: EntitySet, key: string): string;
  /** The same for every row of a set. */
  constants(set: EntitySet): Record<string, string>;
}

/** Values of the sort and of the key of the last row that was read, as PostgreSQL writes them. */
export type Position = (string | null)[];

export interface StarPage {
  /** JSON texts of the rows, comma-separated. */
  rows: string;
  /** Where the next page goes on; none after the last. */
  next?: Position;
}

export const starBounds = {
  /** Parts of one expression; deeper or larger ones are refused. */
  nodes: 1_000,
  depth: 32,
  /** Values of one `in`. */
  inList: 500,
  orderBy: 16,
  groupBy: 16,
  aggregates: 32,
  transformations: 8,
  expandDepth: 3,
  expansions: 10,
  /** Of a name that a reader gives to an aggregate. */
  alias: 63,
} as const;
