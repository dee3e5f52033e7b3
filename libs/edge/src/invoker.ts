import { Injectable, type Provider, type Type } from '@nestjs/common';
import { isStrataError, remainingMs, StrataError, within, type Actor, type Answer, type CallContext } from '#canonical';
import { operationsOf, type AbstractClass, type OperationDescription } from '#contracts';
import { actorOf } from './api-actors.js';
import { ownAnswer, requireOwn } from './data-scope.js';
import { Metrics } from './metrics.js';

type Method = (ctx: CallContext, args: Record<string, unknown>) => Promise<Answer<unknown>>;

/** Set by tests alone. */
@Injectable()
export class InvokerSettings {
  /** Arguments and answers go through JSON, so that what works in one process works over HTTP. */
  jsonRoundTrip = false;
}

/** A contract as it is answered here. */
interface BoundApi {
  name: string;
  /** In whose name its implementation calls others. */
  actor: Actor | undefined;
}

/** Both ways to a contract, HTTP and in process, run through here: scope, rows of one's own, deadline, metrics. */
@Injectable()
export class Invoker {
  constructor(
    private readonly metrics: Metrics,
    private readonly settings: InvokerSettings,
  ) {}

  /** The implementation behind its guard. */
  bind<T extends object>(api: AbstractClass<T>, implementation: T): T {
    const guarded: Record<string, Method> = {};
    const bound: BoundApi = { name: api.name, actor: actorOf(api) };
    for (const operation of operationsOf(api)) {
      const method = (implementation as Record<string, Method>)[operation.name];
      if (!method) throw new Error(`${implementation.constructor.name} lacks ${api.name}.${operation.name}`);
      const own = method.bind(implementation);
      guarded[operation.name] = (ctx, args) => this.invoke(bound, operation, own, ctx, args);
    }
    return guarded as T;
  }

  private async invoke({ name: api, actor }: BoundApi, operation: OperationDescription, method: Method, ctx: CallContext, args: Record<string, unknown>): Promise<Answer<unknown>> {
    const { principal } = ctx;
    const holder = ctx.actor ?? principal;
    if (!holder.scopes.includes(operation.scope)) {
      throw new StrataError('forbidden', `${operation.name} needs the scope ${operation.scope}`, { operation: operation.name });
    }
    if (remainingMs(ctx) <= 0) throw new StrataError('unavailable', 'the deadline has passed', { operation: operation.name });
    const began = performance.now();
    const done = (outcome: string): void => this.metrics.operation.observe((performance.now() - began) / 1_000, api, operation.name, outcome);
    try {
      if (principal.dataScope !== undefined) requireOwn(operation, principal, args);
      const inner = inNameOf(actor, within(operation.safe ? ctx : asOrder(ctx), operation.timeoutMs));
      const asked = method(inner, this.wire(args));
      const answer = this.wire(await (principal.dataScope === undefined ? asked : ownAnswer(operation, principal, args, asked)));
      done(answer.stale ? 'stale' : 'ok');
      return answer;
    } catch (error) {
      done(isStrataError(error) ? error.kind : 'fault');
      throw error;
    }
  }

  private wire<T>(value: T): T {
    return this.settings.jsonRoundTrip ? (JSON.parse(JSON.stringify(value)) as T) : value;
  }
}

/** Who implements a contract acts in its own name on the caller's behalf: with its own scopes, and the caller's rows. */
function inNameOf(actor: Actor | undefined, ctx: CallContext): CallContext {
  return actor === undefined ? ctx : { ...ctx, actor };
}

/** What changes something is order business, whosever screen it comes from. */
function asOrder(ctx: CallContext): CallContext {
  return ctx.priority === undefined || ctx.priority === 'order' ? ctx : { ...ctx, priority: 'order' };
}

/** Providers of a contract implemented in this process. Inject the contract's class; the implementation stays private. */
export function provideApi<T extends object>(api: AbstractClass<T>, implementation: Type<T>): Provider[] {
  return [
    implementation,
    { provide: api, useFactory: (own: T, invoker: Invoker) => invoker.bind(api, own), inject: [implementation, Invoker] },
  ];
}
