import { Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { invalidField, type CallContext } from '#canonical';
import { ApiRefusals, CountedWithin, Ctx, Repeat, Scope } from '#edge';
import { Outer, RawBody, type OuterCall } from '../inner/inner-calls.js';
import { writesExample } from './writes.examples.js';
import { WritesRequest } from './writes.request.js';
import { WritesService } from './writes.service.js';
import { WritesView } from './writes.view.js';

const none = 'writes must hold at least one write';
const noWrites = { 'An upload without writes': invalidField('/writes', none) };

@ApiTags('Writes')
@Scope('orders:write')
@Controller('mobile/v1/writes')
export class WritesController {
  constructor(private readonly writes: WritesService) {}

  @Post()
  @Repeat('Each write is done once under its own idempotencyKey')
  @CountedWithin()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'At most 50 writes that were made offline: each is done once per its key, in their order, and answered by itself' })
  @ApiBody({ type: WritesRequest })
  @ApiOkResponse({ type: WritesView, example: writesExample })
  @ApiRefusals(noWrites)
  async acceptWrites(@Ctx() ctx: CallContext, @Outer() outer: OuterCall, @RawBody() body: unknown): Promise<WritesView> {
    return { results: await this.writes.accept(ctx, outer, body) };
  }
}
