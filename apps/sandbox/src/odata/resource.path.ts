import { WireError, invalidProperty, notFound } from './odata.error.js';
import { parseLiteralValue } from './edm.value.js';
import { parsePath, type Segment } from './expression.js';
import { targetOf, type EntityModel, type ServiceModel } from './service.model.js';
import type { NavigationMetadata, PropertyMetadata } from './metadata.types.js';
import type { Row } from './source.js';

/** What a resource path means: a collection (of a set, or behind a navigation), or one row, or one value of it. */
export interface Resource {
  entity: EntityModel;
  /** undefined: a collection. */
  row?: Row;
  /** Rows behind a navigation; undefined for the whole set. */
  rows?: Row[];
  /** Where a collection or row was reached from, for a POST that adds to it. */
  parent?: { entity: EntityModel; row: Row; navigation: NavigationMetadata };
  property?: PropertyMetadata;
  suffix?: '$count' | '$value';
}

/**
 * @param path percent-decoded, as `A_SalesOrder('1')/to_Item`
 * @throws WireError 404 for what is not there, 400 for what the metadata has not
 */
export function resolvePath(service: ServiceModel, path: string): Resource {
  const [head, ...tail] = parsePath(path);
  if (!head) throw notFound(path);
  const entity = service.entities.get(head.name);
  if (!entity?.source) throw notFound(head.name);
  if (entity.addressable === false && !head.key) throw new WireError(400, `Entity set '${entity.set}' is reached by navigation only`);
  let resource: Resource = head.key ? { entity, row: rowByKey(entity, head.key) } : { entity };
  for (const segment of tail) resource = step(service, resource, segment);
  return resource;
}

function step(service: ServiceModel, from: Resource, segment: Segment): Resource {
  const { entity, row, property } = from;
  if (from.suffix) throw notFound(segment.name);
  if (segment.name === '$count' && !row) return { ...from, suffix: '$count' };
  if (segment.name === '$value' && property) return { ...from, suffix: '$value' };
  if (!row || property) throw notFound(segment.name);
  const navigation = entity.navigation.get(segment.name);
  if (navigation) return follow(service, entity, row, navigation, segment);
  const named = entity.byName.get(segment.name);
  if (!named) throw notFound(segment.name);
  return { ...from, property: named };
}

function follow(service: ServiceModel, entity: EntityModel, row: Row, navigation: NavigationMetadata, segment: Segment): Resource {
  const target = targetOf(service, navigation);
  const rows = entity.source?.related(row, navigation.name) ?? [];
  const parent = { entity, row, navigation };
  if (navigation.many && !segment.key) return { entity: target, rows, parent };
  const key = segment.key && readKey(target, segment.key, row);
  const found = key ? rows.find((candidate) => target.key.every((name) => candidate[name] === key[name])) : rows[0];
  if (!found) throw notFound(target.type);
  return { entity: target, row: found, parent };
}

function rowByKey(entity: EntityModel, literals: Segment['key'] & object): Row {
  const row = entity.source?.get(readKey(entity, literals));
  if (!row) throw notFound(entity.type);
  return row;
}

/** Key values in internal form. `known` gives those that a navigation path may leave out. */
function readKey(entity: EntityModel, literals: Segment['key'] & object, known: Row = {}): Row {
  const [only] = entity.key;
  const named = '' in literals && entity.key.length === 1 ? { [only!]: literals[''] } : literals;
  const stranger = Object.keys(named).find((name) => !entity.key.includes(name));
  if (stranger !== undefined) throw invalidProperty(`Invalid key predicate for type '${entity.type}'`, stranger);
  return Object.fromEntries(
    entity.key.map((name) => {
      const literal = named[name];
      if (literal) return [name, parseLiteralValue(entity.byName.get(name)!, literal)];
      if (known[name] === undefined) throw invalidProperty(`Key property '${name}' of type '${entity.type}' is missing`, name);
      return [name, known[name]];
    }),
  );
}
