import { Injectable } from '@nestjs/common';
import { fresh, StrataError, type Answer, type CallContext, type Page, type PageQuery, type WorkException, type WorkListFilter } from '#canonical';
import type { WorkListApi } from '#contracts';
import { RequestLog, WorkList, type OnceRequest } from '#read-models';
import { isOrderAction, requireAction } from './exception-actions.js';

const source = 'strata';

/** What people must look at, and what they do about it. */
@Injectable()
export class WorkListService implements WorkListApi {
  constructor(
    private readonly list: WorkList,
    private readonly requests: RequestLog,
  ) {}

  async listExceptions(_ctx: CallContext, { cursor, limit, ...filter }: WorkListFilter & PageQuery): Promise<Answer<Page<WorkException>>> {
    return fresh(source, await this.list.list(filter, { cursor, limit }));
  }

  async readException(_ctx: CallContext, { exceptionId }: { exceptionId: string }): Promise<Answer<WorkException>> {
    return fresh(source, await this.list.read(exceptionId));
  }

  async assignException(ctx: CallContext, { idempotencyKey, ...body }: { exceptionId: string; idempotencyKey: string; owner: string }): Promise<Answer<WorkException>> {
    const request = requestOf(ctx, 'assignException', idempotencyKey, body);
    return fresh(source, await this.requests.once(request, (tx) => this.list.assign(body.exceptionId, body.owner, tx)));
  }

  async resolveException(ctx: CallContext, { idempotencyKey, ...body }: { exceptionId: string; idempotencyKey: string; action: string; reason: string }): Promise<Answer<WorkException>> {
    const { exceptionId, action, reason } = body;
    const request = requestOf(ctx, 'resolveException', idempotencyKey, body);
    const resolved = await this.requests.once(request, async (tx) => {
      const exception = await this.list.read(exceptionId, tx);
      requireAction(exception, action);
      if (isOrderAction(exception, action)) throw new StrataError('conflict', `${action} is done at the order: its exceptions end with their cause`, { state: exception.state, allowed: [], reason: 'done-at-the-order' });
      return this.list.resolve(exceptionId, { action, by: ctx.principal.id, reason }, tx);
    });
    return fresh(source, resolved);
  }
}

function requestOf({ principal }: CallContext, operation: string, idempotencyKey: string, body: object): OnceRequest {
  return { client: principal.id, idempotencyKey, operation, body };
}
