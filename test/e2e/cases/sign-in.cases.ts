import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { demoOf } from '../../../scripts/launcher/demo-tokens.mjs';
import type { StrataContext } from '../strata-context.js';

/** The clients of demo.json and the issuer that `npm start` brings. */
export function signInCases(context: () => StrataContext): void {
  describe('whoever is named in demo.json', () => {
    it('gets a token with all that they may, that verifies by what the issuer publishes', async () => {
      const { strata } = context();
      const { tokenUrl, clients } = demoOf(strata.home);
      const metadata = (await (await fetch(tokenUrl!.replace(/token$/, '.well-known/openid-configuration'))).json()) as { issuer: string; jwks_uri: string; token_endpoint: string };
      expect(metadata.token_endpoint).toBe(tokenUrl);
      const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
      for (const [name, { clientId, scope }] of Object.entries(clients)) {
        const { payload } = await jwtVerify((await strata.as(name)())!, keys, { issuer: metadata.issuer, audience: 'urn:strata:api', typ: 'at+jwt' });
        expect(payload).toMatchObject({ client_id: clientId, scope, strata_environment: 'sandbox' });
      }
    });

    it('gets none with the secret of somebody else', async () => {
      const { tokenUrl, clients } = demoOf(context().strata.home);
      const authorization = `Basic ${Buffer.from(`web:${clients['desk']!.clientSecret}`).toString('base64')}`;
      const answer = await fetch(tokenUrl!, { method: 'POST', headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([401, 'invalid_client']);
    });
  });
}
