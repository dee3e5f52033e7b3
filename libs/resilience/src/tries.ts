import { ExponentialBackoff, type IBackoff } from 'cockatiel';
import type { Allowance } from './allowance.js';
import type { Circuit } from './circuit.js';
import type { CallScope, GuardedOperation } from './policies.types.js';
import type { ResilienceSettings } from './resilience.settings.js';

/** What the tries of all questions to an operation share. */
export interface TriesDeps {
  settings: ResilienceSettings['retry'];
  circuit: Circuit;
  /** Retries for those who wait for a screen or an export. */
  retries: Allowance;
  /** The operation with the time of a try that another may follow. */
  shortened(operation: GuardedOperation): GuardedOperation;
  isTransient(error: unknown): boolean;
  /** No call was made, for a reason of ours. */
  isOwnLimit(error: unknown): boolean;
}

/**
 * The tries of one question to a safe operation. A flow has time and must not miss its answer: few tries of full length,
 * with pauses. A screen waits: more tries, short ones while another may follow, with pauses that nobody sees, out of a share
 * of the calls.
 */
export class Tries {
  private readonly brief: boolean;
  private readonly most: number;
  private made = 0;
  private began = 0;
  private timeoutMs = 0;
  private failure: Error | undefined;
  private backoff: IBackoff<unknown> | undefined;

  constructor(
    private readonly ctx: CallScope,
    private readonly operation: GuardedOperation,
    private readonly deps: TriesDeps,
  ) {
    this.brief = !isFlow(ctx.priority);
    this.most = (this.brief ? operation.tries : undefined) ?? deps.settings.tries;
  }

  /** The operation, with the time of the try that begins now. */
  next(): GuardedOperation {
    const { retries, circuit, shortened } = this.deps;
    this.made += 1;
    const timed = this.brief && this.made < this.most && (retries.has || circuit.isInDoubt) ? shortened(this.operation) : this.operation;
    this.began = Date.now();
    this.timeoutMs = timed.timeoutMs;
    return timed;
  }

  /** Ends when another try may follow one that failed; fails with what is to be thrown when none may. */
  async after(error: unknown): Promise<void> {
    const { settings, retries, circuit, isTransient, isOwnLimit } = this.deps;
    // When there is no place or time for another try, the try before it is what went wrong.
    if (this.failure && isOwnLimit(error)) throw this.failure;
    this.failure = error as Error;
    if (this.made >= this.most || !isTransient(error)) throw error;
    // No further try with less time left than a pause.
    const leastLeftMs = this.brief ? settings.screenDelayMs : settings.maxDelayMs;
    if (this.ctx.deadline - Date.now() <= leastLeftMs || (this.brief && !retries.take())) throw error;
    this.backoff = (this.backoff ?? new ExponentialBackoff({ initialDelay: this.brief ? settings.screenDelayMs : settings.firstDelayMs, maxDelay: settings.maxDelayMs })).next(undefined);
    // Who waited for the whole of a try has waited enough.
    if (!this.brief || Date.now() - this.began < this.timeoutMs) await pause(this.backoff.duration);
    // Others may have opened it meanwhile.
    if (circuit.state !== 'closed') throw error;
  }
}

export function isFlow(priority: CallScope['priority']): boolean {
  return priority === undefined || priority === 'order';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
