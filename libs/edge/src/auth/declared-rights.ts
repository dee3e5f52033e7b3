import { SetMetadata, type CustomDecorator, type Type } from '@nestjs/common';
import type { Scope as ScopeName } from '#canonical';
import { operationsOf, type AbstractClass } from '#contracts';
import type { SessionRole } from './session-authenticator.js';

/** By which right a handler is called. */
export interface DeclaredRights {
  /** Anybody may, without a credential. */
  isPublic: boolean;
  /** All of them are needed; none: whoever is signed in. */
  scopes: readonly ScopeName[];
  /** Whose scopes count: of a contract the API's that acts on somebody's behalf, as the invoker asks it; else everybody's. */
  ofHolder: boolean;
  /** Who asks from this machine needs no credential. */
  fromLoopback: boolean;
  /** Called by who is signed in with a session of the browser, and by nobody else: whoever that is, or operators alone. */
  session?: SessionRole;
}

const key = Symbol('strata:rights');
const declare = (rights: Partial<DeclaredRights>): CustomDecorator<symbol> => SetMetadata(key, { isPublic: false, scopes: [], ofHolder: false, fromLoopback: false, ...rights });

/** The handlers of a controller, or one of them, are called with these scopes: with all of them. What a handler says goes before what its controller says. */
export const Scope = (first: ScopeName, ...more: ScopeName[]) => declare({ scopes: [first, ...more] });

/** Anybody may call it. For what says nothing of anybody. */
export const Public = () => declare({ isPublic: true });

/** Whoever is signed in may call it: for what only makes other calls, each of which is asked for its own scope. */
export const SignedIn = () => declare({});

/** A process of this machine may call it without a credential; everybody else needs the scope. */
export const ScopeUnlessLoopback = (scope: ScopeName) => declare({ scopes: [scope], fromLoopback: true });

/** Whoever is signed in in their browser may call it; no token and no key opens it. */
export const OfAccount = () => declare({ session: 'account' });

/** Operators who are signed in in their browser may call it, and nobody else. */
export const OfOperator = () => declare({ session: 'operator' });

/**
 * What a handler declares: by itself, by its controller, or by the operation of its name, where its controller answers a
 * contract: takes that contract and nothing else. Undefined: it says nothing, and is called by nobody.
 */
export function rightsOf(controller: Type, handler: { name: string }): DeclaredRights | undefined {
  const said = (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as DeclaredRights | undefined;
  if (said) return said;
  const operation = operationsAnsweredBy(controller).find(({ name }) => name === handler.name);
  return operation && { isPublic: false, scopes: [operation.scope], ofHolder: true, fromLoopback: false };
}

function operationsAnsweredBy(controller: Type) {
  const taken = (Reflect.getMetadata('design:paramtypes', controller) ?? []) as (AbstractClass | undefined)[];
  const [contract] = taken;
  return taken.length === 1 && contract?.prototype ? operationsOf(contract) : [];
}
