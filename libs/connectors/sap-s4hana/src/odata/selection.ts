import type { Extensions } from '#canonical';
import { entityOf, isNavigation, type Definition, type EdmNavigation, type EdmProperty, type EntityName, type Service } from './edm.property.js';
import { AnswerTypeError, readerOf, type SapReader } from './edm.value.js';

/** What is read of an entity: its fields, and the same of what it is expanded to. */
export interface Shape {
  fields: readonly string[];
  expand?: Readonly<Record<string, Shape>>;
}

export interface Selection<S extends Service = Service, E extends string = string, Q extends Shape = Shape> {
  service: S;
  entity: E;
  shape: Q;
}

type Scalar<D> = D extends { type: 'Edm.Boolean' }
  ? boolean
  : D extends { type: 'Edm.DateTime' | 'Edm.DateTimeOffset' }
    ? string | undefined
    : D extends { type: 'Edm.Int16' | 'Edm.Int32' | 'Edm.Byte' }
      ? number
      : string;

type Expanded<S extends Service, D, Q extends Shape> = D extends { target: infer T extends string; many: infer M }
  ? M extends true
    ? Entity<S, T, Q>[]
    : Entity<S, T, Q> | undefined
  : never;

type FieldsOf<Q extends Shape> = Q['fields'][number];
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- where nothing is expanded, a row has no such key
type ExpandOf<Q extends Shape> = Q extends { expand: infer X extends Readonly<Record<string, Shape>> } ? X : Record<never, Shape>;

type ShapeIn<T> = T extends Shape ? T : never;

/** A row as this selection reads it: only selected fields exist, by the types of SAP's metadata. */
export type Entity<S extends Service, E extends string, Q extends Shape> = {
  [P in FieldsOf<Q>]: P extends keyof Definition<S, E> ? Scalar<Definition<S, E>[P]> : never;
} & {
  [N in keyof ExpandOf<Q>]: N extends keyof Definition<S, E> ? Expanded<S, Definition<S, E>[N], ShapeIn<ExpandOf<Q>[N]>> : never;
} & { etag: string | undefined; extensions: Extensions };

export type RowOf<T> = T extends Selection<infer S, infer E, infer Q> ? Entity<S, E, Q> : never;

export function select<S extends Service, E extends EntityName<S>, const Q extends Shape>(service: S, entity: E, shape: Q): Selection<S, E, Q> {
  return { service, entity, shape };
}

/** `$select` and `$expand` of a shape. `custom` are fields of the head that this installation added. */
export function queryOf(shape: Shape, custom: readonly string[] = []): { $select: string; $expand?: string } {
  const { $select, ...expand } = ownQueryOf(shape);
  return { $select: custom.length > 0 ? `${custom.join(',')},${$select}` : $select, ...expand };
}

const queries = new WeakMap<Shape, { $select: string; $expand?: string }>();

function ownQueryOf(shape: Shape): { $select: string; $expand?: string } {
  let query = queries.get(shape);
  if (!query) {
    const expand = expandPaths(shape, '');
    query = { $select: fieldPaths(shape, '').join(','), ...(expand.length > 0 && { $expand: expand.join(',') }) };
    queries.set(shape, query);
  }
  return query;
}

function fieldPaths(shape: Shape, prefix: string): string[] {
  const own = shape.fields.map((field) => `${prefix}${field}`);
  return [...own, ...Object.entries(shape.expand ?? {}).flatMap(([name, inner]) => fieldPaths(inner, `${prefix}${name}/`))];
}

function expandPaths(shape: Shape, prefix: string): string[] {
  return Object.entries(shape.expand ?? {}).flatMap(([name, inner]) => [`${prefix}${name}`, ...expandPaths(inner, `${prefix}${name}/`)]);
}

/**
 * Reads one row of an answer in place: what was parsed becomes the row, and is read once. Throws AnswerTypeError when it is
 * not what the metadata promises.
 */
export function readEntity<S extends Service, E extends string, Q extends Shape>({ service, entity, shape }: Selection<S, E, Q>, raw: unknown): Entity<S, E, Q> {
  return readRow(planOf(service, entity, shape), raw) as Entity<S, E, Q>;
}

/** A shape with what the metadata says of its names: looked up once, since rows are many. */
interface RowPlan {
  service: Service;
  entity: string;
  names: Record<string, EdmProperty | EdmNavigation>;
  fields: { name: string; read: SapReader }[];
  expand: { name: string; path: string; many: boolean; plan: RowPlan }[];
}

const plans = new WeakMap<Shape, RowPlan>();

function planOf(service: Service, entity: string, shape: Shape): RowPlan {
  const known = plans.get(shape);
  if (known?.entity === entity && known.service === service) return known;
  const names = entityOf(service, entity);
  const fields = shape.fields.map((name) => {
    const property = names[name];
    if (!property || isNavigation(property)) throw new Error(`${entity}.${name} is not in names.json`);
    return { name, read: readerOf(name, property) };
  });
  const expand = Object.entries(shape.expand ?? {}).map(([name, inner]) => {
    const navigation = names[name];
    if (!navigation || !isNavigation(navigation)) throw new Error(`${entity}.${name} is not in names.json`);
    return { name, path: `${entity}.${name}`, many: navigation.many, plan: planOf(service, navigation.target, inner) };
  });
  const plan = { service, entity, names, fields, expand };
  plans.set(shape, plan);
  return plan;
}

/** Most of what an answer holds is already as it shall be, and the answer is ours alone: a copy would cost a tenth of the whole way from text to customer. */
function readRow({ entity, names, fields, expand }: RowPlan, row: unknown): Record<string, unknown> {
  if (!isObject(row)) throw new AnswerTypeError(`${entity} is no object`);
  const extensions = extensionsOf(names, row);
  for (const { name, read } of fields) {
    const value = row[name];
    if (value === undefined) throw new AnswerTypeError(`${entity}.${name} is missing`);
    const shown = read(value);
    if (shown !== value) row[name] = shown;
  }
  for (const { name, path, many, plan } of expand) {
    const related = relatedRows(path, row[name]).map((child) => readRow(plan, child));
    row[name] = many ? related : related[0];
  }
  row['etag'] = etagOf(row);
  row['extensions'] = extensions;
  return row;
}

/** An expanded navigation: `{results: [...]}`, an object, or null for nothing. */
function relatedRows(path: string, value: unknown): unknown[] {
  if (value === null) return [];
  if (isObject(value) && '__deferred' in value) throw new AnswerTypeError(`${path} was not expanded`);
  if (isObject(value) && 'results' in value) {
    if (!Array.isArray(value['results'])) throw new AnswerTypeError(`${path} is no list`);
    return value['results'];
  }
  if (!isObject(value)) throw new AnswerTypeError(`${path} is missing`);
  return [value];
}

/** Of nearly all rows. */
const nothingAdded: Extensions = Object.freeze({});

/** Fields that the installation added (`YY1_...` by key users): whatever came that SAP's metadata does not name here. */
function extensionsOf(names: object, raw: Record<string, unknown>): Extensions {
  let added = nothingAdded;
  for (const name in raw) {
    if (name in names || name === '__metadata') continue;
    const value = raw[name];
    if (typeof value === 'object' && value !== null) continue;
    if (added === nothingAdded) added = {};
    added[name] = value as Extensions[string];
  }
  return added;
}

function etagOf(raw: Record<string, unknown>): string | undefined {
  const metadata = raw['__metadata'];
  return isObject(metadata) && typeof metadata['etag'] === 'string' ? metadata['etag'] : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
