import { Body, Controller, Delete, Get, HttpCode, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { StrataError, SystemSwitch, type CallContext } from '#canonical';
import { SwitchesApi } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx } from '#edge';
import { noSuchOperation } from './switches.service.js';

export class SwitchPath {
  @ApiProperty({ example: 'sandbox' }) @IsString() @Length(1, 31)
  systemId!: string;

  @ApiProperty({ example: 'createSalesOrder', maxLength: 60, description: 'An operation that the system has as a command, or * for the whole system' })
  @Matches(/^(\*|[a-zA-Z]{1,60})$/, { message: 'operation must be a name such as createSalesOrder, or *' })
  operation!: string;
}

export class PauseBody {
  @ApiProperty({ example: 'stocktaking until noon', minLength: 1, maxLength: 200 }) @IsString() @Length(1, 200)
  reason!: string;
}

export class SwitchList {
  @ApiProperty({ type: [SystemSwitch] })
  items!: SystemSwitch[];
}

const paused: SystemSwitch = { systemId: 'sandbox', operation: 'createSalesOrder', reason: 'stocktaking until noon', actor: 'anna', since: '2026-11-25T09:00:00.000Z' };

const names = {
  'No such system': new StrataError('not-found', 'there is no system nowhere', { systemId: 'nowhere' }),
  'No such operation': noSuchOperation('sandbox', 'fly', ['*', 'createDelivery', 'createSalesOrder']),
};

/** Pausing by hand, over HTTP. */
@ApiTags('Switches')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/switches')
export class SwitchesController {
  constructor(private readonly switches: SwitchesApi) {}

  @Get()
  @ApiOperation({ summary: 'Everything that is paused' })
  @ApiOkResponse({ type: SwitchList, example: { items: [paused] } })
  listSwitches(@Ctx() ctx: CallContext) {
    return this.switches.listSwitches(ctx, {});
  }

  @Put(':systemId/:operation')
  @ApiOperation({ summary: 'Pauses an operation of a system, or the whole system: orders wait, and go on by themselves afterwards' })
  @ApiOkResponse({ type: SystemSwitch, example: paused })
  @ApiRefusals(names)
  pauseOperation(@Ctx() ctx: CallContext, @Param() path: SwitchPath, @Body() body: PauseBody) {
    return this.switches.pauseOperation(ctx, { ...path, ...body });
  }

  @Delete(':systemId/:operation')
  @HttpCode(204)
  @ApiOperation({ summary: 'Lets it go on; what is not paused stays so' })
  @ApiNoContentResponse()
  @ApiRefusals(names)
  resumeOperation(@Ctx() ctx: CallContext, @Param() path: SwitchPath) {
    return this.switches.resumeOperation(ctx, path);
  }
}
