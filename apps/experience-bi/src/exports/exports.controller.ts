import { Controller, Get, Header, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { StrataError, type CallContext } from '#canonical';
import { ApiRefusals, Ctx, databaseAway, Scope } from '#edge';
import type { ExportFormat } from '#read-models';
import { tooManyExports } from './export-gate.js';
import { ExportPath, ExportQuery } from './exports.query.js';
import { ExportsService } from './exports.service.js';
import { exportSets, ExportSets } from './exports.view.js';

const mediaTypes: Record<ExportFormat, string> = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8; header=present', parquet: 'application/vnd.apache.parquet' };

/** What both HTTP adapters offer. */
interface Reply {
  header(name: string, value: string): unknown;
}

const example = { ndjson: '{"orderId":"0197a4e0-0000-7000-8000-000000000001","status":"paid","total":36.00,"hoursToCash":3.5}\n', csv: 'orderId,status,total,hoursToCash\n0197a4e0-0000-7000-8000-000000000001,paid,36.00,3.5\n' };
const fault = (kind: 'invalid' | 'gone' | 'not-found', pointer: string, detail: string) => new StrataError(kind, detail, { fields: [{ pointer, detail }] });

@ApiTags('Exports')
@Scope('analytics:read')
@Controller('bi/v1/exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Get()
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: 'Sets that can be exported, with their columns' })
  @ApiOkResponse({ type: ExportSets, example: exportSets })
  listExports(): ExportSets {
    return exportSets;
  }

  @Get(':set')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A set as a file, streamed: all of it, what changed since an earlier one, or the rest of one that was cut short' })
  @ApiOkResponse({
    description: 'Rows by key, up to a fixed horizon. Without `since` no row is deleted; with it those that are no more have `deleted: true`',
    headers: { 'strata-export-until': { schema: { type: 'string' }, description: 'Token of the horizon: the `since` of the next export; as `until`, with `after`, it goes on with this one' } },
    content: {
      'application/x-ndjson': { schema: { type: 'string' }, example: example.ndjson },
      'text/csv': { schema: { type: 'string' }, example: example.csv },
      'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
    },
  })
  @ApiRefusals({
    'A column that the set does not have': fault('invalid', '/columns', 'colour is no column of dates; expected some of date, year, quarter, month, monthName, isoWeek, day, weekday, weekdayName, deleted'),
    'No such set': new StrataError('not-found', 'there is no set people; expected one of orders, order-lines, deliveries, invoices, payments, customers, items, dates'),
    'A token of another client, or an old one': new StrataError('gone', 'since is older than 30 days; to start over, leave since and until out, which gives everything with a new horizon', { reason: 'token-gone', fields: [{ pointer: '/since', detail: 'leave since and until out, which gives everything with a new horizon' }] }),
    'Too many exports at once': tooManyExports(),
    'The database is away': databaseAway(),
  })
  async readExport(@Ctx() ctx: CallContext, @Param() { set }: ExportPath, @Query() query: ExportQuery, @Res({ passthrough: true }) reply: Reply): Promise<StreamableFile> {
    const { format = 'ndjson' } = query;
    const { bytes, until } = await this.exports.open(ctx, set, query);
    reply.header('strata-export-until', until);
    return new StreamableFile(bytes, { type: mediaTypes[format], disposition: `attachment; filename="${set}.${format}"` });
  }
}
