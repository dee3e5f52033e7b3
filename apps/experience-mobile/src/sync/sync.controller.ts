import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ownPart, type CallContext } from '#canonical';
import { ApiRefusals, Ctx, Scope } from '#edge';
import { SyncFeed, syncRefusals } from '#read-models';
import { noCustomer } from '../customers/customers.controller.js';
import { syncExample } from './sync.examples.js';
import { SyncQuery } from './sync.query.js';
import { changeView, SyncView } from './sync.view.js';

@ApiTags('Sync')
@Scope('customers:read', 'items:read', 'orders:read')
@Controller('mobile/v1/sync')
export class SyncController {
  constructor(private readonly feed: SyncFeed) {}

  @Get()
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: 'What changed since a token, in the order in which it was committed, and what to forget; at most 64 kB' })
  @ApiOkResponse({ type: SyncView, example: syncExample })
  @ApiRefusals({ ...noCustomer, ...syncRefusals })
  async readChanges(@Ctx() { principal }: CallContext, @Query() query: SyncQuery): Promise<SyncView> {
    const { changes, tombstones, next, more } = await this.feed.read({ ...query, principal });
    return { changes: changes.map(changeView), tombstones, next, more, ...ownPart() };
  }
}
