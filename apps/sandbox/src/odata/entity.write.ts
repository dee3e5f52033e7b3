import { EntityFormat, etagOf } from './entity.format.js';
import { PRECONDITION, WireError } from './odata.error.js';
import { readBody, readChanges, readDraft } from './draft.read.js';
import { empty, json, noticeHeader, type ODataRequest, type ODataResponse } from './odata.message.js';
import { resolvePath, type Resource } from './resource.path.js';
import type { EntityModel, ServiceModel } from './service.model.js';
import type { Shape } from './query.options.js';
import type { Draft, Row } from './source.js';

/** Carries out a POST, MERGE, PATCH or DELETE on an entity. The caller holds the transaction. */
export function writeResource(service: ServiceModel, request: ODataRequest): ODataResponse {
  const resource = resolvePath(service, request.path);
  if (resource.property || resource.suffix) throw notAllowed(request.method, request.path);
  switch (request.method) {
    case 'POST':
      return create(service, resource, request);
    case 'MERGE':
    case 'PATCH':
      return update(resource, request);
    case 'DELETE':
      return remove(resource, request);
    default:
      throw notAllowed(request.method, request.path);
  }
}

function create(service: ServiceModel, { entity, row, parent }: Resource, request: ODataRequest): ODataResponse {
  // A set that is not creatable by itself may still grow under its parent, as the partners of an order.
  if (row || !entity.source?.create || (entity.creatable === false && !parent)) throw notAllowed('POST', entity.set);
  const draft = readDraft(service, entity, readBody(request.body, request.headers['content-type']));
  if (parent) Object.assign(draft.values, sharedKey(entity, parent.entity, parent.row));
  const written = entity.source.create(draft);
  const format = new EntityFormat(service, request.base);
  const etag = etagOf(entity, written.row);
  return json(
    201,
    { d: format.entity(entity, written.row, shapeOf(draft)) },
    {
      location: format.uri(entity, written.row),
      ...(etag === undefined ? {} : { etag }),
      ...noticeHeader(written.notices),
    },
  );
}

/** The answer to a deep insert shows the children that came with it, at every level. */
function shapeOf(draft: Draft): Shape {
  const expanded = Object.entries(draft.children).map(([name, children]) => [name, merged(children.map(shapeOf))] as const);
  return { expanded: new Map(expanded) };
}

function merged(shapes: Shape[]): Shape {
  const names = new Set(shapes.flatMap((shape) => [...shape.expanded.keys()]));
  return { expanded: new Map([...names].map((name) => [name, merged(shapes.flatMap((shape) => shape.expanded.get(name) ?? []))])) };
}

function sharedKey(entity: EntityModel, parent: EntityModel, row: Row): Row {
  return Object.fromEntries(parent.key.filter((name) => entity.key.includes(name)).map((name) => [name, row[name] ?? null]));
}

function update({ entity, row }: Resource, request: ODataRequest): ODataResponse {
  if (!row || !entity.source?.update || entity.updatable === false) throw notAllowed(request.method, entity.set);
  requireMatch(entity, row, request.headers['if-match']);
  const changes = readChanges(entity, row, readBody(request.body, request.headers['content-type']));
  const written = entity.source.update(row, changes);
  const etag = etagOf(entity, written.row);
  return empty(204, { ...(etag === undefined ? {} : { etag }), ...noticeHeader(written.notices) });
}

function remove({ entity, row }: Resource, request: ODataRequest): ODataResponse {
  if (!row || !entity.source?.remove || entity.deletable === false) throw notAllowed('DELETE', entity.set);
  requireMatch(entity, row, request.headers['if-match']);
  entity.source.remove(row);
  return empty(204);
}

/** @throws WireError 428 without If-Match, 412 when the row has changed since it was read */
export function requireMatch(entity: EntityModel, row: Row, ifMatch: string | undefined): void {
  if (!entity.source?.etag || ifMatch === '*') return;
  if (ifMatch === undefined) throw new WireError(428, `Header If-Match is required for '${entity.set}'`, PRECONDITION);
  const strip = (tag: string) => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
  if (strip(ifMatch) !== entity.source.etag(row)) throw new WireError(412, `'${entity.set}' was changed in the meantime`, PRECONDITION);
}

export function notAllowed(method: string, what: string): WireError {
  return new WireError(405, `Method ${method} is not allowed for '${what}'`);
}
