import { Injectable } from '@nestjs/common';
import { fresh, type Answer, type CallContext, type CohortReplay, type ExceptionReplay, type Page, type PageQuery, type WorkException, type WorkListFilter } from '#canonical';
import type { WorkListApi } from '#contracts';
import { engineKey, RequestLog, WorkList, type OnceRequest } from '#read-models';
import { ExceptionReplays } from './exception-replays.js';
import { ExceptionResolver } from './exception-resolver.js';

const source = 'strata';

/** What people must look at, and what they do about it. */
@Injectable()
export class WorkListService implements WorkListApi {
  constructor(
    private readonly list: WorkList,
    private readonly requests: RequestLog,
    private readonly resolver: ExceptionResolver,
    private readonly replays: ExceptionReplays,
  ) {}

  async listExceptions({ principal }: CallContext, { cursor, limit, ...filter }: WorkListFilter & PageQuery): Promise<Answer<Page<WorkException>>> {
    return fresh(source, await this.list.list(filter, { cursor, limit }, principal.dataScope));
  }

  async readException({ principal }: CallContext, { exceptionId }: { exceptionId: string }): Promise<Answer<WorkException>> {
    return fresh(source, await this.list.readOwn(exceptionId, principal.dataScope));
  }

  async assignException(ctx: CallContext, { idempotencyKey, ...body }: { exceptionId: string; idempotencyKey: string; owner: string }): Promise<Answer<WorkException>> {
    await this.requireOwn(ctx, body.exceptionId);
    const request = requestOf(ctx, 'assignException', idempotencyKey, body);
    return fresh(source, await this.requests.once(request, (tx) => this.list.assign(body.exceptionId, body.owner, tx)));
  }

  async resolveException(ctx: CallContext, { idempotencyKey, ...body }: { exceptionId: string; idempotencyKey: string; action: string; reason: string }): Promise<Answer<WorkException>> {
    const { exceptionId, ...wish } = body;
    await this.requireOwn(ctx, exceptionId);
    const request = requestOf(ctx, 'resolveException', idempotencyKey, body);
    return fresh(source, await this.remembered(request, () => this.resolver.resolve(ctx, exceptionId, { ...wish, idempotencyKey: engineKey(request) })));
  }

  async replayException(ctx: CallContext, { idempotencyKey, ...body }: { exceptionId: string; idempotencyKey: string; dryRun: boolean }): Promise<Answer<ExceptionReplay>> {
    await this.requireOwn(ctx, body.exceptionId);
    if (body.dryRun) return fresh(source, await this.replays.preview(ctx, body.exceptionId));
    const request = requestOf(ctx, 'replayException', idempotencyKey, body);
    return fresh(source, await this.remembered(request, () => this.replays.replay(ctx, body.exceptionId, engineKey(request))));
  }

  async replayExceptions(ctx: CallContext, { idempotencyKey, ...body }: { idempotencyKey: string; filter: Omit<WorkListFilter, 'state'>; dryRun: boolean }): Promise<Answer<CohortReplay>> {
    const request = requestOf(ctx, 'replayExceptions', idempotencyKey, body);
    const work = () => this.replays.cohort(ctx, body.filter, body.dryRun, engineKey(request));
    return fresh(source, await (body.dryRun ? work() : this.remembered(request, work)));
  }

  /** Throws `not-found`. Who sees all need not ask twice. */
  private async requireOwn({ principal: { dataScope } }: CallContext, exceptionId: string): Promise<void> {
    if (dataScope) await this.list.readOwn(exceptionId, dataScope);
  }

  /** Work that is more than a transaction of ours: it recognises a repeat itself, and its answer is kept when it is done. */
  private async remembered<T extends object>(request: OnceRequest, work: () => Promise<T>): Promise<T> {
    const before = await this.requests.answered<T>(request);
    if (before) return before;
    const answer = await work();
    return this.requests.once(request, async () => answer);
  }
}

function requestOf({ principal }: CallContext, operation: string, idempotencyKey: string, body: object): OnceRequest {
  return { client: principal.id, idempotencyKey, operation, body };
}
