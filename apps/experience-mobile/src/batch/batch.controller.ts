import { Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CallContext } from '#canonical';
import { ApiRefusals, CountedWithin, Ctx, Repeat, SignedIn } from '#edge';
import { Outer, RawBody, type OuterCall } from '../inner/inner-calls.js';
import { batchExample } from './batch.examples.js';
import { BatchRequest } from './batch.request.js';
import { batchWithin, BatchService } from './batch.service.js';
import { BatchView } from './batch.view.js';

@ApiTags('Batch')
@SignedIn()
@Controller('mobile/v1/batch')
export class BatchController {
  constructor(private readonly batch: BatchService) {}

  @Post()
  @Repeat('Each request within as it is alone')
  @CountedWithin()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'At most 20 calls in one: those that read side by side, those that write in their order; each is answered as it is alone' })
  @ApiBody({ type: BatchRequest })
  @ApiOkResponse({ type: BatchView, example: batchExample })
  @ApiRefusals({ 'A batch within a batch': batchWithin() })
  async runBatch(@Ctx() ctx: CallContext, @Outer() outer: OuterCall, @RawBody() body: unknown): Promise<BatchView> {
    return { responses: await this.batch.run(ctx, outer, body) };
  }
}
