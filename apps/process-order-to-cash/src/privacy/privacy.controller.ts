import { Readable } from 'node:stream';
import { Controller, Get, Header, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { invalidField, toPublicId, type CallContext } from '#canonical';
import { ApiRefusals, Ctx, ownsCustomer, Repeat, Scope } from '#edge';
import { databaseIsAway, engineIsSilent } from '../general.refusals.js';
import { unknownSubject } from './personal-data.js';
import { PrivacyService, stillOpen } from './privacy.service.js';

const subjectExample = toPublicId('sandbox', '10100001');
/** A public id, or an account of the portal as the audit trail names it. */
const subjectPattern = /^(account:)?[\w-]{2,400}$/;
const notAnId = 'subjectId must be a public id, or account: and the id of an account of the portal';

export class SubjectPath {
  @ApiProperty({ description: 'Public id of a customer, or `account:<id>` of somebody who signs in at the portal', example: subjectExample, maxLength: 400 })
  @Matches(subjectPattern, { message: notAnId })
  subjectId!: string;
}

export class ErasureView {
  @ApiProperty({ example: subjectExample })
  subjectId!: string;

  @ApiProperty({ description: 'Ended orders that were gone through', example: 3 })
  orders!: number;

  @ApiProperty({ format: 'date-time' })
  erasedAt!: string;
}

const nobodyThere = { 'An id that is none': invalidField('/subjectId', notAnId), 'An id that names nobody': unknownSubject() };
const exportExample = { subjectId: subjectExample, system: 'sandbox', customer: '10100001', exportedAt: '2026-03-01T10:00:00.000Z', tables: { order_view: [], durable_order: [], audit: [] } };

/** The rights of those whose data it is (GDPR, articles 15 and 17). */
@ApiTags('Privacy')
@Scope('privacy:manage')
@Controller('privacy/subjects/:subjectId')
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  @Get('export')
  @Header('cache-control', 'no-store')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'All that is kept of a person, by table' })
  @ApiOkResponse({ schema: { type: 'object' }, example: exportExample })
  @ApiRefusals({ ...nobodyThere, ...databaseIsAway })
  exportSubject(@Ctx() ctx: CallContext, @Param() { subjectId }: SubjectPath): StreamableFile {
    requireOwn(ctx, subjectId);
    return new StreamableFile(Readable.from(this.privacy.export(subjectId)), { type: 'application/json; charset=utf-8' });
  }

  @Post('erasure')
  @Repeat('It goes on where it was')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Erases a person from all that is kept. May be repeated: it goes on where it was. The systems themselves are asked elsewhere' })
  @ApiOkResponse({ type: ErasureView, example: { subjectId: subjectExample, orders: 3, erasedAt: '2026-03-01T10:00:00.000Z' } })
  @ApiRefusals({ ...nobodyThere, 'Orders that are still open': stillOpen([{ orderId: '0198f3a0-0000-7000-8000-000000000001', status: 'shipped' }]), ...databaseIsAway, ...engineIsSilent })
  async eraseSubject(@Ctx() ctx: CallContext, @Param() { subjectId }: SubjectPath): Promise<ErasureView> {
    requireOwn(ctx, subjectId);
    return this.privacy.erase(subjectId);
  }
}

/** Whoever is kept to certain customers or systems finds nobody outside of them. */
function requireOwn({ principal }: CallContext, subjectId: string): void {
  if (!ownsCustomer(principal.dataScope, subjectId)) throw unknownSubject();
}
