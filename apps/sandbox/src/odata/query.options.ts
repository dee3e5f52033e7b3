import { WireError, invalidProperty } from './odata.error.js';
import { comparable } from './filter.match.js';
import { valueIn } from './edm.value.js';
import { targetOf, type EntityModel, type ServiceModel } from './service.model.js';
import type { Row } from './source.js';

/** Which properties and navigations of an entity an answer shows, and what stands in place of a link. */
export interface Shape {
  /** undefined: all of them. */
  selected?: ReadonlySet<string>;
  expanded: ReadonlyMap<string, Shape>;
}

const KNOWN = new Set(['$filter', '$select', '$expand', '$orderby', '$top', '$skip', '$inlinecount', '$skiptoken', '$format', '$search']);

/** @throws WireError 400 on a system query option that OData v2 or this sandbox does not have */
export function checkOptions(query: URLSearchParams): void {
  for (const name of query.keys()) {
    if (name.startsWith('$') && !KNOWN.has(name)) throw new WireError(400, `Invalid system query option '${name}'`);
  }
  if (query.has('$search')) throw new WireError(400, "System query option '$search' is not supported");
  const format = query.get('$format');
  if (format !== null && format !== 'json') throw new WireError(400, `Format '${format}' is not supported`);
}

/** @throws WireError 400 on a name that is neither property nor navigation */
export function readShape(service: ServiceModel, entity: EntityModel, query: URLSearchParams): Shape {
  return shape(service, entity, paths(query.get('$select')), paths(query.get('$expand')));
}

function shape(service: ServiceModel, entity: EntityModel, select: string[][], expand: string[][]): Shape {
  const heads = new Set(select.map(([head = '']) => head));
  for (const name of heads) {
    if (name !== '*' && !entity.byName.has(name) && !entity.navigation.has(name)) throw unknown(name, entity);
  }
  const expanded = new Map<string, Shape>();
  for (const name of new Set(expand.map(([head = '']) => head))) {
    const navigation = entity.navigation.get(name);
    if (!navigation) throw invalidProperty(`'${name}' is not a navigation property of '${entity.type}'`, name);
    if (select.length > 0 && !heads.has(name) && !heads.has('*')) continue;
    expanded.set(name, shape(service, targetOf(service, navigation), below(select, name), below(expand, name)));
  }
  const all = select.length === 0 || heads.has('*');
  return { selected: all ? undefined : heads, expanded };
}

function paths(list: string | null): string[][] {
  return (list ?? '')
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '')
    .map((path) => path.split('/'));
}

function below(all: string[][], head: string): string[][] {
  return all.filter((path) => path[0] === head && path.length > 1).map((path) => path.slice(1));
}

/** @returns comparator of rows, or undefined when the order of the source stands */
export function readOrder(entity: EntityModel, text: string | null): ((a: Row, b: Row) => number) | undefined {
  if (!text) return undefined;
  const terms = text.split(',').map((term) => {
    const [name = '', direction = 'asc', ...rest] = term.trim().split(/\s+/);
    const property = entity.byName.get(name);
    if (!property) throw unknown(name, entity);
    if (property.sortable === false) throw invalidProperty(`Property '${name}' is not sortable`, name);
    if (rest.length > 0 || !['asc', 'desc'].includes(direction)) throw new WireError(400, `Invalid $orderby '${text}'`);
    return { property, sign: direction === 'asc' ? 1 : -1 };
  });
  return (a, b) => {
    for (const { property, sign } of terms) {
      const left = comparable(property.type, valueIn(a, property));
      const right = comparable(property.type, valueIn(b, property));
      if (left === right) continue;
      if (left === null) return -sign;
      if (right === null) return sign;
      return left < right ? -sign : sign;
    }
    return 0;
  };
}

/** @returns a whole number of zero or more, or undefined when the option is not there */
export function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new WireError(400, `Invalid value '${text}' for '${name}'`);
  return Number(text);
}

function unknown(name: string, entity: EntityModel): WireError {
  return invalidProperty(`Property '${name}' is not a property of '${entity.type}'`, name);
}
