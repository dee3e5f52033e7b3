import { Injectable } from '@nestjs/common';
import { StarFeed, type StarQuery } from '#read-models';
import { base, contextOf, linkTo } from './odata.context.js';
import { badRequest } from './odata.fault.js';
import { bodyOf, changeText } from './odata.bodies.js';
import { formatOf, jsonType, type JsonFormat } from './odata.media.js';
import { bounds, countWanted, preferencesOf, queryOf, readOptions, trackable, wholeNumber } from './odata.options.js';
import { PageTokens, questionOf, type Progress } from './odata.page-token.js';
import type { ODataAnswer, ODataRequest } from './odata.request.js';
import { annotationsFor } from './odata.rows.js';

/** A set that is asked for, as far as it is known before the database is asked. */
interface Asked {
  request: ODataRequest;
  query: StarQuery;
  options: ReadonlyMap<string, string>;
  format: JsonFormat;
  version: '4.0' | '4.01';
  pageSize: number;
  progress: Progress;
}

/** Pages of a set and of its changes (OData protocol 11.2.6.7 and 11.3). */
@Injectable()
export class ODataCollections {
  constructor(
    private readonly feed: StarFeed,
    private readonly tokens: PageTokens,
  ) {}

  async read(request: ODataRequest, set: string, version: '4.0' | '4.01'): Promise<ODataAnswer> {
    const options = readOptions(request.url, 'set');
    const format = formatOf(options.get('$format'), request.accept, 'data') as JsonFormat;
    const query = queryOf(set, options, request.own);
    const { maxPageSize, trackChanges } = preferencesOf(request.prefer);
    const progress = await this.progressOf(request, query, options, trackChanges);
    const asked = { request, query, options, format, version, pageSize: maxPageSize ?? bounds.page, progress };
    const isDelta = options.has('$deltatoken') || progress.until !== undefined;
    const body = isDelta ? await this.changes(asked) : await this.page(asked);
    const applied = [...(maxPageSize === undefined ? [] : [`odata.maxpagesize=${maxPageSize}`]), ...(trackChanges && progress.since !== undefined ? ['odata.track-changes'] : [])];
    return { headers: { 'content-type': jsonType(format), ...(applied.length > 0 && { 'preference-applied': applied.join(', ') }) }, body };
  }

  private async progressOf({ holder }: ODataRequest, query: StarQuery, options: ReadonlyMap<string, string>, trackChanges: boolean): Promise<Progress> {
    const question = questionOf(query.set, options);
    const [skip, delta] = [options.get('$skiptoken'), options.get('$deltatoken')];
    if (skip !== undefined && delta !== undefined) throw badRequest('$skiptoken and $deltatoken do not go together: follow a link as it was given', '$deltatoken');
    if (delta !== undefined) {
      if (!trackable(query, options)) throw badRequest('changes are followed with $filter on own properties and $select alone', '$deltatoken');
      const { since } = await this.tokens.read(holder, delta, '$deltatoken', question);
      if (since === undefined) throw badRequest('$deltatoken must be the one of a @odata.deltaLink', '$deltatoken');
      return { question, given: 0, since, until: await this.feed.horizon() };
    }
    if (skip !== undefined) return this.tokens.read(holder, skip, '$skiptoken', question);
    // The horizon before the first row is read: what changes while pages are read is in the delta.
    return { question, given: 0, ...(trackChanges && trackable(query, options) && { since: await this.feed.horizon() }) };
  }

  private async page({ request, query, options, format, pageSize, progress }: Asked): Promise<Buffer> {
    const top = wholeNumber(options, '$top', bounds.top);
    const skip = wholeNumber(options, '$skip', bounds.skip);
    const limit = Math.min(pageSize, Math.max(0, (top ?? Infinity) - progress.given));
    const shape = { exactNumbers: format.exactNumbers, annotations: annotationsFor(format.metadata) };
    const [page, count] = await Promise.all([
      this.feed.page(query, { limit, skip: progress.position ? 0 : skip, after: progress.position, ...shape }),
      countWanted(options) ? this.feed.count(query) : undefined,
    ]);
    const given = progress.given + limit;
    const isLast = page.next === undefined || limit === 0 || given >= (top ?? Infinity);
    const next = isLast ? undefined : await this.link(request, query, options, '$skiptoken', { ...progress, position: page.next, given });
    const delta = isLast && progress.since !== undefined ? await this.link(request, query, options, '$deltatoken', { question: progress.question, given: 0, since: progress.since }) : undefined;
    return bodyOf({ format, context: `${request.origin}${base}/$metadata#${contextOf(query)}`, count, rows: page.rows, next, delta });
  }

  private async changes({ request, query, options, format, version, pageSize, progress }: Asked): Promise<Buffer> {
    const { since = '0', until = '0', position, question } = progress;
    const shape = { exactNumbers: format.exactNumbers, annotations: annotationsFor(format.metadata) };
    const { items, next } = await this.feed.changes(query, { from: since, until, limit: pageSize, after: position, ...shape });
    const metadata = `${request.origin}${base}/$metadata#${query.set}`;
    const nextLink = next && (await this.link(request, query, options, '$skiptoken', { ...progress, position: next }));
    const deltaLink = next ? undefined : await this.link(request, query, options, '$deltatoken', { question, given: 0, since: until });
    const rows = items.map((item) => changeText(item, query.set, metadata, version)).join(',');
    return bodyOf({ format, context: `${request.origin}${base}/$metadata#${contextOf(query)}/$delta`, rows, next: nextLink, delta: deltaLink });
  }

  /** The same question with a token in place of where it began. What was counted once is not counted again. */
  private async link({ origin, holder }: ODataRequest, { set }: StarQuery, options: ReadonlyMap<string, string>, name: '$skiptoken' | '$deltatoken', progress: Progress): Promise<string> {
    const kept = [...options].filter(([option]) => !['$skip', '$skiptoken', '$deltatoken', '$count'].includes(option));
    return linkTo(origin, set, [...kept, [name, await this.tokens.issue(holder, progress)]]);
  }
}
