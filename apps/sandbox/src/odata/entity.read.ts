import { EntityFormat, etagOf } from './entity.format.js';
import { formatValue, valueIn } from './edm.value.js';
import { readFilter, type Filter } from './filter.match.js';
import { json, text, type ODataRequest, type ODataResponse } from './odata.message.js';
import { checkOptions, readNumber, readOrder, readShape } from './query.options.js';
import { resolvePath, type Resource } from './resource.path.js';
import type { ServiceModel } from './service.model.js';
import type { Row } from './source.js';

/** Answers a GET of a set, a row, a navigation, a property or a `$count`. */
export function readResource(service: ServiceModel, request: ODataRequest, pageSize: number): ODataResponse {
  checkOptions(request.query);
  const resource = resolvePath(service, request.path);
  const { entity, row, property } = resource;
  if (!row) return readCollection(service, resource, request, pageSize);
  if (property) return readProperty(resource, row);
  const etag = etagOf(entity, row);
  const content = new EntityFormat(service, request.base).entity(entity, row, readShape(service, entity, request.query));
  return json(200, { d: content }, etag === undefined ? {} : { etag });
}

function readProperty({ property, suffix }: Resource, row: Row): ODataResponse {
  const value = formatValue(property!, valueIn(row, property!));
  return suffix === '$value' ? text(200, String(value ?? '')) : json(200, { d: { [property!.name]: value } });
}

function readCollection(service: ServiceModel, resource: Resource, request: ODataRequest, pageSize: number): ODataResponse {
  const { entity } = resource;
  const { query } = request;
  const filter = readFilter(entity, query.get('$filter'));
  const order = readOrder(entity, query.get('$orderby'));
  const shape = readShape(service, entity, query);
  const skip = readNumber(query, '$skip') ?? 0;
  const top = readNumber(query, '$top') ?? Number.POSITIVE_INFINITY;
  const counted = query.get('$inlinecount') === 'allpages';

  const candidates = resource.rows ?? entity.source!.list(filter.equal, filter.wider);
  if (resource.suffix === '$count') return text(200, String(matching(candidates, filter).length));

  // The token counts the rows that earlier pages gave, so $skip and $top keep their meaning on every page.
  const given = readNumber(query, '$skiptoken') ?? 0;
  const start = skip + given;
  const size = Math.max(0, Math.min(pageSize, top - given));
  const rows = matching(candidates, filter, order || counted ? undefined : start + size + 1);
  if (order) rows.sort(order);

  const format = new EntityFormat(service, request.base);
  const results = rows.slice(start, start + size).map((row) => format.entity(entity, row, shape));
  const isMore = rows.length > start + size && top > given + size;
  return json(200, {
    d: {
      ...(counted ? { __count: String(rows.length) } : {}),
      results,
      ...(isMore ? { __next: nextLink(request, given + size) } : {}),
    },
  });
}

/** @param limit stop here: one row more than the page has tells whether there is a next one */
function matching(candidates: Iterable<Row>, filter: Filter, limit = Number.POSITIVE_INFINITY): Row[] {
  const rows: Row[] = [];
  for (const row of candidates) {
    if (filter.matches(row)) rows.push(row);
    if (rows.length >= limit) break;
  }
  return rows;
}

function nextLink({ base, path, query }: ODataRequest, token: number): string {
  const next = new URLSearchParams(query);
  next.set('$skiptoken', String(token));
  return `${base}/${path}?${next.toString().replaceAll('%24', '$')}`;
}
