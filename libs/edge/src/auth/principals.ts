import { type DataScope, type Environment, type Principal } from '#canonical';
import type { AccessKey } from '#store';
import type { SystemConfig } from '../config/strata-config.js';
import { prefixOf } from './api-key.js';
import type { ClientStanding } from './client-directory.js';
import type { VerifiedToken } from './token-verifier.js';

/** Makes principals of what credentials say and of what their clients may now: the narrower of the two. */
export class Principals {
  /** Ids of the systems of an environment; undefined where there are no others. */
  private readonly systems: Readonly<Record<Environment, readonly string[] | undefined>>;

  constructor(systems: readonly Pick<SystemConfig, 'id' | 'environment'>[]) {
    const of = (environment: Environment) => {
      const own = systems.filter((system) => system.environment === environment).map(({ id }) => id);
      return own.length === systems.length ? undefined : own;
    };
    this.systems = { sandbox: of('sandbox'), production: of('production') };
  }

  /** @param client undefined of an issuer that knows its clients itself */
  ofToken(token: VerifiedToken, client: ClientStanding | undefined): Principal {
    const clientId = `${token.clientId}${token.issuer.qualifier ?? ''}`;
    return this.of({
      id: token.subject === token.clientId ? clientId : `${clientId}/${token.subject}`,
      clientId,
      scopes: both(token.scopes, client?.scopes)!,
      customers: both(token.customers, client?.customers),
      plan: client?.plan ?? token.plan,
      environment: client?.environment ?? token.environment ?? 'production',
      authority: token.id === undefined ? 'token' : `token:${token.id}`,
    });
  }

  ofKey({ keyId, scopes, client }: AccessKey): Principal {
    const { clientId, customers, plan, environment } = client;
    return this.of({ id: clientId, clientId, scopes: both(scopes, client.scopes)!, customers, plan, environment, authority: `key:${prefixOf({ environment, keyId })}` });
  }

  private of({ customers, plan, environment, ...rest }: Omit<Principal, 'dataScope'> & { customers: readonly string[] | undefined; environment: Environment }): Principal {
    const systems = this.systems[environment];
    const dataScope: DataScope = { ...(systems && { systems }), ...(customers && { customers }) };
    return { ...rest, environment, ...(plan && { plan }), ...((systems ?? customers) && { dataScope }) };
  }
}

/** What stands in both; what one does not speak of, the other decides. */
function both(one: readonly string[] | undefined, other: readonly string[] | undefined): readonly string[] | undefined {
  if (!one || !other) return one ?? other;
  const allowed = new Set(other);
  return one.filter((each) => allowed.has(each));
}
