import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CohortReplay, ExceptionReplay, WorkException, type CallContext } from '#canonical';
import { WorkListApi } from '#contracts';
import { AnswerInterceptor, ApiRefusals, Ctx, pageOf, requireIdempotencyKey } from '#edge';
import { databaseIsAway, engineIsSilent, keyUsed } from '../general.refusals.js';
import { cohortExample, creditException, emptyFilter, noSuchAction, notReplayable, releasedException, replayExamples, resolvedBefore, unknownException, wrongFilter } from './work-list.examples.js';
import { AssignmentBody, CohortReplayBody, ExceptionPath, ExceptionsQuery, ReplayBody, ResolutionBody } from './work-list.query.js';

const WorkExceptionPage = pageOf(WorkException);
const Once = () => ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by the client, one for each thing that is to be done; at most 255 characters' });

/** What people must look at, over HTTP. */
@ApiTags('Work list')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1/exceptions')
export class WorkListController {
  constructor(private readonly workList: WorkListApi) {}

  @Get()
  @ApiOperation({ summary: 'What people must look at, newest first' })
  @ApiOkResponse({ type: WorkExceptionPage, example: { items: [creditException] } })
  @ApiRefusals(wrongFilter)
  listExceptions(@Ctx() ctx: CallContext, @Query() query: ExceptionsQuery) {
    return this.workList.listExceptions(ctx, query);
  }

  @Get(':exceptionId')
  @ApiOperation({ summary: 'An exception: what went wrong, what was tried, what a person can do' })
  @ApiOkResponse({ type: WorkException, example: creditException })
  @ApiRefusals(unknownException)
  readException(@Ctx() ctx: CallContext, @Param() path: ExceptionPath) {
    return this.workList.readException(ctx, path);
  }

  @Post(':exceptionId/assignment')
  @HttpCode(200)
  @Once()
  @ApiOperation({ summary: 'Gives an exception to a person or a desk' })
  @ApiOkResponse({ type: WorkException, example: { ...creditException, owner: 'anna' } })
  @ApiRefusals({ ...unknownException, ...resolvedBefore, ...keyUsed })
  assignException(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: ExceptionPath, @Body() body: AssignmentBody) {
    return this.workList.assignException(ctx, { ...path, ...body, idempotencyKey: requireIdempotencyKey(key) });
  }

  @Post(':exceptionId/resolve')
  @HttpCode(200)
  @Once()
  @ApiOperation({ summary: 'Does one of the actions of an exception' })
  @ApiOkResponse({ type: WorkException, example: releasedException })
  @ApiRefusals({ ...unknownException, ...resolvedBefore, ...noSuchAction, ...keyUsed, ...engineIsSilent, ...databaseIsAway })
  resolveException(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: ExceptionPath, @Body() body: ResolutionBody) {
    return this.workList.resolveException(ctx, { ...path, ...body, idempotencyKey: requireIdempotencyKey(key) });
  }

  @Post(':exceptionId/replay')
  @HttpCode(200)
  @Once()
  @ApiOperation({ summary: 'Tries again what an exception is about; a dry run says what that would do, with what the system answers when it is asked' })
  @ApiOkResponse({ type: ExceptionReplay, examples: replayExamples })
  @ApiRefusals({ ...unknownException, ...resolvedBefore, ...notReplayable, ...keyUsed, ...engineIsSilent, ...databaseIsAway })
  replayException(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Param() path: ExceptionPath, @Body() body: ReplayBody) {
    return this.workList.replayException(ctx, { ...path, ...body, idempotencyKey: requireIdempotencyKey(key) });
  }
}

/** Many exceptions at once. */
@ApiTags('Work list')
@UseInterceptors(AnswerInterceptor)
@Controller('order-to-cash/v1')
export class ExceptionCohortController {
  constructor(private readonly workList: WorkListApi) {}

  @Post('exceptions::replay')
  @HttpCode(200)
  @Once()
  @ApiOperation({ summary: 'Tries again all that a filter names, the oldest first, at most 200 at once; a dry run says what that would do' })
  @ApiOkResponse({ type: CohortReplay, example: cohortExample })
  @ApiRefusals({ ...emptyFilter, ...keyUsed })
  replayExceptions(@Ctx() ctx: CallContext, @Headers('idempotency-key') key: string | undefined, @Body() body: CohortReplayBody) {
    return this.workList.replayExceptions(ctx, { ...body, idempotencyKey: requireIdempotencyKey(key) });
  }
}
