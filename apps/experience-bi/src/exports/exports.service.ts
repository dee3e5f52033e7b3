import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { invalidField, type CallContext, type StrataError } from '#canonical';
import { ChangeTokens, holderOf, StarExports, StarReader, starSet, type StarTable } from '#read-models';
import { isCalendarDay } from '../calendar-day.js';
import { ExportGate } from './export-gate.js';
import type { ExportQuery } from './exports.query.js';

export interface OpenExport {
  bytes: Readable;
  /** Token of the horizon: the `since` of the next export, and the `until` of one that goes on. */
  until: string;
}

const kindOf = ({ set }: StarTable): string => `export:${set}`;
const startOver = 'leave since and until out, which gives everything with a new horizon';

/** Sets as files, each up to a fixed horizon. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly exports: StarExports,
    private readonly tokens: ChangeTokens,
    private readonly reader: StarReader,
    private readonly gate: ExportGate,
  ) {}

  /** Throws `not-found` for an unknown set, `invalid`, `gone` for a token that does not fit, `unavailable` when too many are under way. */
  async open(ctx: CallContext, set: string, { format = 'ndjson', after, limit, formulas, ...query }: ExportQuery): Promise<OpenExport> {
    const table = starSet(set);
    const columns = columnsOf(table, query.columns);
    if (after !== undefined) requireKey(table, after);
    const since = await this.horizonOf(ctx, table, 'since', query.since);
    const horizon = (await this.horizonOf(ctx, table, 'until', query.until)) ?? (await this.reader.horizon());
    if (since !== undefined && BigInt(since) > BigInt(horizon)) throw wrong('until', 'until must be a token that is not older than since');
    const until = query.until ?? (await this.tokens.issue({ kind: kindOf(table), principalId: holderOf(ctx.principal), horizon }));
    const bytes = this.gate.open((signal) => this.exports.bytes(format, { table, columns, since, until: horizon, after, own: ctx.principal.dataScope }, { limit, keepFormulas: formulas === 'keep', signal }));
    return { bytes, until };
  }

  private async horizonOf(ctx: CallContext, table: StarTable, name: 'since' | 'until', token: string | undefined): Promise<string | undefined> {
    if (token === undefined) return undefined;
    return (await this.tokens.read(token, { kind: kindOf(table), principalId: holderOf(ctx.principal), pointer: `/${name}`, startOver })).horizon;
  }
}

function wrong(name: string, detail: string): StrataError {
  return invalidField(`/${name}`, detail);
}

/** The key first, whether it is named or not: by it an export is gone on with. */
function columnsOf(table: StarTable, wanted: string | undefined): string[] {
  const known = table.columns.map(({ name }) => name);
  if (wanted === undefined) return known;
  const names = wanted.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw wrong('columns', `${unknown} is no column of ${table.set}; expected some of ${known.join(', ')}`);
  return [...new Set([table.key, ...names])];
}

/** A day that no calendar has would break the file off, not refuse it. */
function requireKey({ key, columns }: StarTable, after: string): void {
  const type = columns.find(({ name }) => name === key)!.type;
  if (type === 'uuid' && !isUuid(after)) throw wrong('after', `after must be a ${key}, which is a UUID`);
  if (type === 'date' && !isCalendarDay(after)) throw wrong('after', `after must be a ${key} such as 2026-01-31`);
}
