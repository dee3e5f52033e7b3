import { INVALID, WireError, invalid, type ErrorDetail } from './odata.error.js';
import { parseJsonValue, type Value } from './edm.value.js';
import { targetOf, type EntityModel, type ServiceModel } from './service.model.js';
import type { PropertyMetadata } from './metadata.types.js';
import type { Draft, Row } from './source.js';

type Json = Record<string, unknown>;

/** @throws WireError 400 when the body is no JSON object */
export function readBody(body: string, contentType: string | undefined): Json {
  if (contentType !== undefined && !contentType.includes('json')) throw new WireError(415, `Content type '${contentType}' is not supported`);
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch (cause) {
    throw new WireError(400, `The request body is no JSON: ${String(cause)}`);
  }
  if (!isObject(content)) throw new WireError(400, 'The request body is no JSON object');
  return isObject(content['d']) ? content['d'] : content;
}

/** A create with its children. @throws WireError 400 that names every property that may not be sent, or not like this */
export function readDraft(service: ServiceModel, entity: EntityModel, body: Json): Draft {
  const faults: ErrorDetail[] = [];
  const draft = draftOf(service, entity, body, faults);
  if (faults.length > 0) throw invalid(faults);
  return draft;
}

function draftOf(service: ServiceModel, entity: EntityModel, body: Json, faults: ErrorDetail[]): Draft {
  const draft: Draft = { values: {}, children: {} };
  for (const [name, content] of members(body)) {
    const navigation = entity.navigation.get(name);
    const property = entity.byName.get(name);
    if (navigation) {
      if (isObject(content) && '__deferred' in content) continue;
      const target = targetOf(service, navigation);
      draft.children[name] = childBodies(content, name, faults).map((child) => draftOf(service, target, child, faults));
    } else if (property) {
      if (property.creatable === false) faults.push(fault(property, 'is not creatable'));
      else collect(draft.values, property, content, faults);
    } else faults.push(unknown(entity, name));
  }
  return draft;
}

function childBodies(content: unknown, name: string, faults: ErrorDetail[]): Json[] {
  const list = isObject(content) && Array.isArray(content['results']) ? content['results'] : content;
  const bodies = Array.isArray(list) ? list : list === null ? [] : [list];
  if (bodies.every(isObject)) return bodies;
  faults.push({ code: INVALID, message: `Navigation property '${name}' wants objects`, target: name });
  return [];
}

/** The changes of a MERGE. Key properties may repeat the key of the row. */
export function readChanges(entity: EntityModel, row: Row, body: Json): Row {
  const faults: ErrorDetail[] = [];
  const changes: Row = {};
  for (const [name, content] of members(body)) {
    const property = entity.byName.get(name);
    if (entity.navigation.has(name)) {
      if (!isObject(content) || !('__deferred' in content))
        faults.push({ code: INVALID, message: `Navigation property '${name}' cannot be changed inline`, target: name });
    } else if (!property) faults.push(unknown(entity, name));
    else if (entity.key.includes(name)) {
      const values: Row = {};
      collect(values, property, content, faults);
      if (name in values && values[name] !== row[name]) faults.push(fault(property, 'is a key and cannot be changed'));
    } else if (property.updatable === false) faults.push(fault(property, 'is not updatable'));
    else collect(changes, property, content, faults);
  }
  if (faults.length > 0) throw invalid(faults);
  return changes;
}

function collect(values: Record<string, Value>, property: PropertyMetadata, content: unknown, faults: ErrorDetail[]): void {
  try {
    values[property.name] = parseJsonValue(property, content);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    faults.push(...error.details);
  }
}

function members(body: Json): [string, unknown][] {
  return Object.entries(body).filter(([name]) => name !== '__metadata');
}

function fault(property: PropertyMetadata, what: string): ErrorDetail {
  return { code: INVALID, message: `Property '${property.name}' ${what}`, target: property.name };
}

function unknown(entity: EntityModel, name: string): ErrorDetail {
  return { code: INVALID, message: `Property '${name}' is invalid for '${entity.type}'`, target: name };
}

function isObject(content: unknown): content is Json {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}
