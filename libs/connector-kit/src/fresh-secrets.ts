import { isDeepStrictEqual } from 'node:util';
import { isStrataError } from '#canonical';
import type { ConnectorDeps } from './connector.js';

/**
 * Asks with the secrets of now. Where the system refuses them they were perhaps rotated: they are read again from where
 * the configuration says that they are, and when others are there, it is asked once more. Who was refused has done
 * nothing: that goes for writes too.
 * @param shown what the secrets are now, or what is made of them: read before each try
 * @param ask throws `unauthenticated` when the system refuses what is shown, and that alone
 */
export async function withFreshSecrets<S, A>({ renewSecrets }: Pick<ConnectorDeps, 'renewSecrets'>, shown: () => S, ask: (secrets: S) => Promise<A>): Promise<A> {
  const before = shown();
  try {
    return await ask(before);
  } catch (error) {
    if (!isStrataError(error, 'unauthenticated')) throw error;
    await renewSecrets?.();
    const found = shown();
    if (isDeepStrictEqual(found, before)) throw error;
    return ask(found);
  }
}
