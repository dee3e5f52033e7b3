import { circuitBreaker, CircuitState as State, handleWhen, type CircuitBreakerPolicy } from 'cockatiel';
import { LastingTrouble } from './lasting-trouble.js';
import type { CircuitState } from './policies.types.js';
import type { ResilienceSettings } from './resilience.settings.js';

const names: Record<State, CircuitState> = { [State.Closed]: 'closed', [State.Open]: 'open', [State.Isolated]: 'open', [State.HalfOpen]: 'half-open' };

/** The breaker of one operation of one system. */
export class Circuit {
  private readonly policy: CircuitBreakerPolicy;
  private readonly breaker: LastingTrouble;
  private openUntil = 0;

  constructor(
    private readonly settings: ResilienceSettings['breaker'],
    isTransient: (error: unknown) => boolean,
    isOwnLimit: (error: unknown) => boolean,
    onChange: (state: CircuitState) => void,
  ) {
    // While one call tries a half-open circuit, our own limits say nothing about the system: they must not close it.
    const counts = (error: unknown): boolean => (isOwnLimit(error) ? this.policy.state === State.HalfOpen : isTransient(error));
    this.breaker = new LastingTrouble(settings);
    this.policy = circuitBreaker(handleWhen(counts), {
      halfOpenAfter: settings.openMs,
      breaker: this.breaker,
    });
    this.policy.onStateChange((state) => {
      if (state === State.Open) this.openUntil = Date.now() + settings.openMs;
      onChange(names[state]);
    });
  }

  get state(): CircuitState {
    return names[this.policy.state];
  }

  /** Closed, and about to open unless calls are answered again. */
  get isInDoubt(): boolean {
    return this.breaker.isInDoubt;
  }

  /** In how many ms a call has a chance; undefined when it has one now. A half-open circuit is busy with the call that tries it. */
  get closedForMs(): number | undefined {
    if (this.policy.state === State.Closed) return undefined;
    if (this.policy.state === State.HalfOpen) return this.settings.openMs;
    const left = this.openUntil - Date.now();
    return left > 0 ? left : undefined;
  }

  /**
   * While the circuit is closed all there is to do about an answer is to count it: cockatiel, whose two promises around
   * each call cost as much as all the rest of an attempt, is told of failures alone. A call that began before the circuit
   * opened and fails after it says nothing new; whether the system is back is shown by the call that tries it.
   */
  execute<T>(call: () => Promise<T>): Promise<T> {
    return this.policy.state === State.Closed ? call().then(this.answered, this.failed) : this.policy.execute(call);
  }

  private readonly answered = <T>(value: T): T => {
    this.breaker.success(State.Closed);
    return value;
  };

  private readonly failed = (error: unknown): Promise<never> => {
    const fail = (): never => {
      throw error as Error;
    };
    return this.policy.state === State.Closed ? this.policy.execute(fail) : fail();
  };
}
