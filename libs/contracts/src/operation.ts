import 'reflect-metadata';
import type { Scope } from '#canonical';

/**
 * Whose data an operation is about, and so how a principal with rows of its own (`dataScope`) is kept to them:
 * - `public`: nothing of a customer, such as items
 * - `customer`: the arguments name the customer, by systemId and key or by public id
 * - `answer`: the answer says whose it is, and is looked at before it leaves; for what changes nothing alone
 * - `kept`: the implementation keeps to the rows itself: lists, and whatever is named by another id
 * - `whole`: the business as a whole; refused to whom it is not open
 */
export type DataRule = 'public' | 'customer' | 'answer' | 'kept' | 'whole';

/** What the invoker needs to know of a contract method. */
export interface OperationOptions {
  /** OAuth scope that must be held by the caller, or by the API that acts on its behalf. */
  scope: Scope;
  data: DataRule;
  /** Changes nothing: may be repeated, cached, and answered from the last known answer. */
  safe: boolean;
  /** Longest useful time of one call in ms; the caller's deadline may be shorter. Default 15 000. */
  timeoutMs?: number;
}

export interface OperationDescription extends Required<OperationOptions> {
  /** Method name; also the operationId of the OpenAPI document. */
  name: string;
}

// oxlint-disable-next-line typescript/no-explicit-any -- abstract classes have no other common type
export type AbstractClass<T = object> = abstract new (...args: any[]) => T;

const key = Symbol('strata:operations');

/**
 * Marks a contract method. Contracts declare their methods as typed properties, since TypeScript allows no decorator
 * on an abstract method; implementations write ordinary methods.
 */
export function Operation(options: OperationOptions): PropertyDecorator {
  if (options.data === 'answer' && !options.safe) throw new TypeError('whose it is must be known before anything is changed');
  return (target, name) => {
    const known = (Reflect.getOwnMetadata(key, target) as OperationDescription[] | undefined) ?? [];
    Reflect.defineMetadata(key, [...known, { timeoutMs: 15_000, ...options, name: String(name) }], target);
  };
}

/** The operations of a contract, in the order they were declared. */
export function operationsOf(api: AbstractClass): OperationDescription[] {
  return (Reflect.getMetadata(key, api.prototype as object) as OperationDescription[] | undefined) ?? [];
}
