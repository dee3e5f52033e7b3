import type { Answer, CallContext, CohortReplay, ExceptionReplay, Page, PageQuery, WorkException, WorkListFilter } from '#canonical';
import { Operation } from './operation.js';

/** Process API: what people must look at. Writing is done once per client and idempotency key. */
export abstract class WorkListApi {
  /** Newest first. Errors: `invalid` with pointers. */
  @Operation({ scope: 'operations:read', safe: true, data: 'kept' })
  readonly listExceptions!: (ctx: CallContext, args: WorkListFilter & PageQuery) => Promise<Answer<Page<WorkException>>>;

  /** Errors: `not-found`. */
  @Operation({ scope: 'operations:read', safe: true, data: 'kept' })
  readonly readException!: (ctx: CallContext, args: { exceptionId: string }) => Promise<Answer<WorkException>>;

  /** Errors: `not-found`, `conflict` when it is resolved. */
  @Operation({ scope: 'operations:write', safe: false, data: 'kept' })
  readonly assignException!: (ctx: CallContext, args: { exceptionId: string; idempotencyKey: string; owner: string }) => Promise<Answer<WorkException>>;

  /**
   * Does one of the actions of an exception. Errors: `not-found`, `conflict` with what is allowed when it is resolved or
   * does not offer the action.
   */
  @Operation({ scope: 'operations:write', safe: false, data: 'kept' })
  readonly resolveException!: (ctx: CallContext, args: { exceptionId: string; idempotencyKey: string; action: string; reason: string }) => Promise<Answer<WorkException>>;

  /**
   * Tries again what an exception is about, or says what that would do. Errors: `not-found`, `conflict` when it is resolved
   * or nothing of it can be tried again, and what its order says.
   */
  @Operation({ scope: 'operations:write', safe: false, data: 'kept' })
  readonly replayException!: (ctx: CallContext, args: { exceptionId: string; idempotencyKey: string; dryRun: boolean }) => Promise<Answer<ExceptionReplay>>;

  /** As `replayException` for all open ones that can be tried again, the oldest first. Errors: `invalid` for a filter that names nothing. */
  @Operation({ scope: 'operations:write', safe: false, timeoutMs: 60_000, data: 'whole' })
  readonly replayExceptions!: (ctx: CallContext, args: { idempotencyKey: string; filter: Omit<WorkListFilter, 'state'>; dryRun: boolean }) => Promise<Answer<CohortReplay>>;
}
