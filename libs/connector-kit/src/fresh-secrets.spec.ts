import { describe, expect, it } from 'vitest';
import { StrataError } from '#canonical';
import { withFreshSecrets } from './fresh-secrets.js';

const refused = new StrataError('unauthenticated', 'the system refuses our sign-in');

/** Who signs in where `good` is good: what was shown, and how it ended. */
async function signIn(secret: { now: string; found?: string }, good: string, otherwise = refused) {
  const shown: string[] = [];
  let looks = 0;
  const renewSecrets = async () => {
    looks += 1;
    secret.now = secret.found ?? secret.now;
  };
  const ended = await withFreshSecrets({ renewSecrets }, () => ({ user: 'strata', password: secret.now }), async ({ password }) => {
    shown.push(password);
    if (password !== good) throw otherwise;
    return 'in';
  }).catch((error: StrataError) => error.kind);
  return { shown, looks, ended };
}

describe('secrets that a system is shown', () => {
  it('are not looked for again as long as they are good', async () => {
    expect(await signIn({ now: 'good' }, 'good')).toEqual({ shown: ['good'], looks: 0, ended: 'in' });
  });

  it('are looked for when they are refused, and shown once more when there are others', async () => {
    expect(await signIn({ now: 'old', found: 'new' }, 'new')).toEqual({ shown: ['old', 'new'], looks: 1, ended: 'in' });
  });

  it('are not shown twice: an account is locked by that', async () => {
    expect(await signIn({ now: 'old' }, 'new')).toEqual({ shown: ['old'], looks: 1, ended: 'unauthenticated' });
  });

  it('are looked for once, also when those that were found are refused', async () => {
    expect(await signIn({ now: 'old', found: 'wrong' }, 'new')).toEqual({ shown: ['old', 'wrong'], looks: 1, ended: 'unauthenticated' });
  });

  it('are not what fails when the system is down', async () => {
    expect(await signIn({ now: 'good' }, 'another', new StrataError('unavailable', 'the system is down'))).toEqual({ shown: ['good'], looks: 0, ended: 'unavailable' });
  });

  it('are what they are where nothing can be looked for', async () => {
    const asked = withFreshSecrets({}, () => 'old', () => Promise.reject(refused));
    await expect(asked).rejects.toBe(refused);
  });
});
