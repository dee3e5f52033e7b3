import type { Extensions } from '#canonical';
import { entityOf, isNavigation, type Definition, type EdmNavigation, type EdmProperty, type EntityName, type Service } from './edm.property.js';
import { AnswerTypeError, readingOf, type SapReading } from './edm.value.js';

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
    ? Row<S, T, Q>[]
    : Row<S, T, Q> | undefined
  : never;

type FieldsOf<Q extends Shape> = Q['fields'][number];
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- where nothing is expanded, a row has no such key
type ExpandOf<Q extends Shape> = Q extends { expand: infer X extends Readonly<Record<string, Shape>> } ? X : Record<never, Shape>;

type ShapeIn<T> = T extends Shape ? T : never;

/** A row as this selection reads it: only selected fields exist, by the types of SAP's metadata. */
type Row<S extends Service, E extends string, Q extends Shape> = {
  [P in FieldsOf<Q>]: P extends keyof Definition<S, E> ? Scalar<Definition<S, E>[P]> : never;
} & {
  [N in keyof ExpandOf<Q>]: N extends keyof Definition<S, E> ? Expanded<S, Definition<S, E>[N], ShapeIn<ExpandOf<Q>[N]>> : never;
};

/** A row that was asked for, with its version and the fields that the installation added to it. What it is expanded to has neither. */
export type Entity<S extends Service, E extends string, Q extends Shape> = Row<S, E, Q> & { etag: string | undefined; extensions: Extensions };

export type RowOf<T> = T extends Selection<infer S, infer E, infer Q> ? Entity<S, E, Q> : never;

export function select<S extends Service, E extends EntityName<S>, const Q extends Shape>(service: S, entity: E, shape: Q): Selection<S, E, Q> {
  return { service, entity, shape };
}

/** `$select` and `$expand` of a shape. `custom` are fields of the head that this installation added. */
export function queryOf(shape: Shape, custom: readonly string[] = []): { $select: string; $expand?: string } {
  const expand = expandPaths(shape, '');
  return { $select: [...custom, ...fieldPaths(shape, '')].join(','), ...(expand.length > 0 && { $expand: expand.join(',') }) };
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
export function readEntity<S extends Service, E extends string, Q extends Shape>(selection: Selection<S, E, Q>, raw: unknown): Entity<S, E, Q> {
  return headReader(selection)(raw);
}

/** {@link readEntity} for the rows of a list: what is to be known of them is looked up once. */
export function headReader<S extends Service, E extends string, Q extends Shape>({ service, entity, shape }: Selection<S, E, Q>): (raw: unknown) => Entity<S, E, Q> {
  const plan = planOf(service, entity, shape);
  return (raw) => {
    const row = readRow(plan, raw);
    const extensions = extensionsOf(plan, row);
    row['etag'] = etagOf(row);
    row['extensions'] = extensions;
    return row as Entity<S, E, Q>;
  };
}

/** A shape with what the metadata says of its names: looked up once, since rows are many. */
interface RowPlan {
  service: Service;
  entity: string;
  fields: (SapReading & { name: string })[];
  expand: { name: string; path: string; many: boolean; plan: RowPlan }[];
  /** What the metadata names here, and how many of it are asked for. */
  names: Record<string, EdmProperty | EdmNavigation>;
  asked: number;
}

const plans = new WeakMap<Shape, RowPlan>();

function planOf(service: Service, entity: string, shape: Shape): RowPlan {
  const known = plans.get(shape);
  if (known?.entity === entity && known.service === service) return known;
  const names = entityOf(service, entity);
  const fields = shape.fields.map((name) => {
    const property = names[name];
    if (!property || isNavigation(property)) throw new Error(`${entity}.${name} is not in names.json`);
    return { name, ...readingOf(name, property) };
  });
  const expand = Object.entries(shape.expand ?? {}).map(([name, inner]) => {
    const navigation = names[name];
    if (!navigation || !isNavigation(navigation)) throw new Error(`${entity}.${name} is not in names.json`);
    return { name, path: `${entity}.${name}`, many: navigation.many, plan: planOf(service, navigation.target, inner) };
  });
  const asked = new Set([...fields, ...expand].map(({ name }) => name)).size;
  const plan = { service, entity, fields, expand, names, asked };
  plans.set(shape, plan);
  return plan;
}

/** Most of what an answer holds is already as it shall be, and the answer is ours alone: a copy would cost a tenth of the whole way from text to customer. */
function readRow({ entity, fields, expand }: RowPlan, row: unknown): Record<string, unknown> {
  if (!isObject(row)) throw new AnswerTypeError(`${entity} is no object`);
  for (const { name, kept, read } of fields) {
    const value = row[name];
    if (typeof value === kept) continue;
    if (value === undefined) throw new AnswerTypeError(`${entity}.${name} is missing`);
    const shown = read(value);
    if (shown !== value) row[name] = shown;
  }
  for (const { name, path, many, plan } of expand) row[name] = readRelated(path, many, plan, row[name]);
  return row;
}

/** An expanded navigation: `{results: [...]}`, an object, or null for nothing. */
function readRelated(path: string, many: boolean, plan: RowPlan, value: unknown): unknown {
  if (value === null) return many ? [] : undefined;
  if (!isObject(value)) throw new AnswerTypeError(`${path} is missing`);
  if ('__deferred' in value) throw new AnswerTypeError(`${path} was not expanded`);
  const results = value['results'];
  if (results === undefined) return many ? [readRow(plan, value)] : readRow(plan, value);
  if (!Array.isArray(results)) throw new AnswerTypeError(`${path} is no list`);
  for (const each of results) readRow(plan, each);
  return many ? results : results[0];
}

/** Of nearly all rows. */
const nothingAdded: Extensions = Object.freeze({});

/** Fields that the installation added (`YY1_...` by key users): whatever came that SAP's metadata does not name here. */
function extensionsOf({ names, asked }: RowPlan, row: Record<string, unknown>): Extensions {
  // All that was asked for has been read: where nothing came beyond it, no name need be looked up.
  if (Object.keys(row).length === ('__metadata' in row ? asked + 1 : asked)) return nothingAdded;
  const added: Extensions = {};
  for (const name in row) {
    const value = row[name];
    if (name in names || name === '__metadata' || (typeof value === 'object' && value !== null)) continue;
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
