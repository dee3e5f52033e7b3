import { Injectable } from '@nestjs/common';
import { entitySets, requireSet, StarFault, StarFeed, type Literal, type StarQuery } from '#read-models';
import { ODataCollections } from './odata.collections.js';
import { base, contextOf } from './odata.context.js';
import { badRequest, ODataFault } from './odata.fault.js';
import { formatOf, jsonType, versionOf, type JsonFormat } from './odata.media.js';
import { metadataJson, metadataXml } from './odata.metadata.js';
import { queryOf, readOptions } from './odata.options.js';
import { parseSegment, type PathSegment } from './odata.parser.js';
import type { ODataAnswer, ODataRequest } from './odata.request.js';
import { annotationsFor } from './odata.rows.js';

/** Answers each address of the feed. Throws ODataFault, StarFault and StrataError. */
@Injectable()
export class ODataService {
  constructor(
    private readonly feed: StarFeed,
    private readonly collections: ODataCollections,
  ) {}

  async answer(request: ODataRequest): Promise<ODataAnswer> {
    const version = versionOf(request.version, request.maxVersion);
    const { status, headers, body } = await this.route(request, version);
    return { status, headers: { 'odata-version': version, 'cache-control': 'private, no-cache', vary: 'Accept, Accept-Encoding, Prefer, OData-MaxVersion, Authorization, X-Api-Key, Origin', ...headers }, body };
  }

  private async route(request: ODataRequest, version: '4.0' | '4.01'): Promise<ODataAnswer> {
    const [first, second, ...more] = segmentsOf(request.url);
    if (first === undefined) return serviceDocument(request);
    if (first === '$metadata' && second === undefined) return metadata(request);
    const segment = parseSegment(first);
    requireSetName(segment.name);
    if (second === undefined) return segment.key ? this.entity(request, segment.name, keyOf(segment)) : this.collections.read(request, segment.name, version);
    if (second === '$count' && !segment.key && more.length === 0) return this.count(request, segment.name);
    if (segment.key && more.length === 0) return this.further(request, segment, second);
    throw new ODataFault(404, 'not-found', `there is nothing at ${[first, second, ...more].join('/')}: what an entity leads to is read by $expand`);
  }

  private async count({ url, own }: ODataRequest, set: string): Promise<ODataAnswer> {
    const count = await this.feed.count(queryOf(set, readOptions(url, 'count'), own));
    return { headers: { 'content-type': 'text/plain;charset=utf-8' }, body: count };
  }

  private async entity({ url, accept, origin, own }: ODataRequest, name: string, key: Literal): Promise<ODataAnswer> {
    const options = readOptions(url, 'entity');
    const format = jsonFormatOf(options, accept);
    const query: StarQuery = queryOf(name, options, own);
    const json = await this.feed.entity(query, key, { exactNumbers: format.exactNumbers, annotations: annotationsFor(format.metadata) }).catch(inPath);
    if (json === undefined) throw new ODataFault(404, 'not-found', `there is no ${name}(${String(key.value)})`);
    const context = format.metadata === 'none' ? '' : `"@odata.context":${JSON.stringify(`${origin}${base}/$metadata#${contextOf(query)}/$entity`)},`;
    return { headers: { 'content-type': jsonType(format) }, body: `{${context}${json.slice(1)}` };
  }

  /** `Orders(...)/customer`: what an entity leads to; 204 where it leads nowhere. */
  private async further(request: ODataRequest, segment: PathSegment, name: string): Promise<ODataAnswer> {
    const { navigations } = requireSet(segment.name);
    const way = navigations.find((each) => each.name === name);
    if (!way) throw new ODataFault(404, 'not-found', `${segment.name} has no way '${name}'; it has ${navigations.map((each) => each.name).join(', ')}`, 'path');
    const key = keyOf(segment);
    const json = await this.feed.entity({ set: segment.name, select: [{ kind: 'path', path: [way.from], at: key.at }], own: request.own }, key, {}).catch(inPath);
    if (json === undefined) throw new ODataFault(404, 'not-found', `there is no ${segment.name}(${String(key.value)})`);
    const value = (JSON.parse(json) as Record<string, string | null>)[way.from];
    if (value === null || value === undefined) return { status: 204, headers: {}, body: '' };
    const { type } = requireSet(way.target).key;
    return this.entity(request, way.target, { kind: 'literal', type: type === 'uuid' || type === 'date' ? type : 'text', value, at: key.at });
  }
}

/** Throws ODataFault where the key is called by another name. */
function keyOf({ name, key, named }: PathSegment): Literal {
  const keyName = requireSet(name).key.name;
  if (!key || (named !== undefined && named !== keyName)) throw badRequest(`the key of ${name} is ${keyName}`, 'path');
  return key;
}

/** A fault in a key stands in the path, not in an option. */
function inPath(error: unknown): never {
  if (error instanceof StarFault && error.option === '$filter') error.option = 'path';
  throw error;
}

function segmentsOf(url: string): string[] {
  const [path = ''] = url.split('?', 1);
  try {
    return path.slice(base.length).split('/').filter((segment) => segment !== '').map((segment) => decodeURIComponent(segment));
  } catch (cause) {
    throw Object.assign(badRequest('the path is not percent-encoded UTF-8', 'path'), { cause });
  }
}

function requireSetName(name: string): void {
  const names = entitySets.map((set) => set.name);
  if (!names.includes(name)) throw new ODataFault(404, 'not-found', `there is no entity set '${name}'; there are ${names.join(', ')}`, 'path');
}

function jsonFormatOf(options: ReadonlyMap<string, string>, accept: string | undefined): JsonFormat {
  const format = formatOf(options.get('$format'), accept, 'data');
  if (format.kind === 'xml') throw new ODataFault(406, 'not-acceptable', 'data is answered as JSON', 'Accept');
  return format;
}

function serviceDocument({ url, origin, accept }: ODataRequest): ODataAnswer {
  const format = jsonFormatOf(readOptions(url, 'document'), accept);
  const value = entitySets.map(({ name, meaning }) => ({ name, kind: 'EntitySet', url: name, title: meaning }));
  const context = format.metadata === 'none' ? {} : { '@odata.context': `${origin}${base}/$metadata` };
  return { headers: { 'content-type': jsonType(format) }, body: JSON.stringify({ ...context, value }) };
}

function metadata({ url, accept }: ODataRequest): ODataAnswer {
  const format = formatOf(readOptions(url, 'document').get('$format'), accept, 'metadata');
  if (format.kind === 'xml') return { headers: { 'content-type': 'application/xml;charset=utf-8' }, body: metadataXml() };
  return { headers: { 'content-type': 'application/json;charset=utf-8' }, body: JSON.stringify(metadataJson()) };
}
