import type { Answer, CallContext, SystemSwitch } from '#canonical';
import { Operation } from './operation.js';

/** Process API: pausing by hand. What is paused waits and goes on by itself afterwards. */
export abstract class SwitchesApi {
  /** Everything that is paused now. */
  @Operation({ scope: 'operations:read', safe: true, data: 'whole' })
  readonly listSwitches!: (ctx: CallContext, args: Record<string, never>) => Promise<Answer<{ items: SystemSwitch[] }>>;

  /**
   * Pauses an operation of a system, `*` all of them. Again changes the reason alone. A call that is underway is not stopped;
   * another process may begin one for a second yet.
   * Errors: `not-found` for an unknown system, `invalid` for an operation that the system does not have or that we do not call.
   */
  @Operation({ scope: 'operations:write', safe: false, data: 'whole' })
  readonly pauseOperation!: (ctx: CallContext, args: { systemId: string; operation: string; reason: string }) => Promise<Answer<SystemSwitch>>;

  /** Lets it go on; one that is not paused stays so. Errors as of `pauseOperation`. */
  @Operation({ scope: 'operations:write', safe: false, data: 'whole' })
  readonly resumeOperation!: (ctx: CallContext, args: { systemId: string; operation: string }) => Promise<Answer<null>>;
}
