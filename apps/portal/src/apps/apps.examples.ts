import { partnerScopes, toPublicId } from '#canonical';
import type { AppView, CredentialView, KeyView } from './app.view.js';

export const keyExample: KeyView = {
  keyId: '0f1e2d3c4b5a6978',
  prefix: 'strata_sbx_0f1e2d3c4b5a6978',
  name: 'Nightly report',
  scopes: ['orders:read'],
  createdAt: '2026-03-01T10:00:00.000Z',
  expiresAt: '2026-05-30T10:00:00.000Z',
};

export const appExample: AppView = {
  appId: '0198f3a0-0000-7000-8000-0000000000b1',
  name: 'Order tracker',
  description: 'Tells our buyers where their orders are',
  createdAt: '2026-03-01T10:00:00.000Z',
  sandbox: {
    clientId: 'sbx-8b7a6c5d4e3f2a1b',
    environment: 'sandbox',
    plan: 'free',
    scopes: [...partnerScopes],
    customers: [{ customerId: toPublicId('sandbox', '1000002'), name: 'Adler Maschinenbau GmbH' }],
    hasSecret: true,
    secretCreatedAt: '2026-03-01T10:00:00.000Z',
    keys: [keyExample],
  },
};

export const credentialExample: CredentialView = {
  environment: 'sandbox',
  clientId: 'sbx-8b7a6c5d4e3f2a1b',
  clientSecret: 'k3Jf0mWq7b1h4pXoZ9s2vT6yL8cR5dNeGuAiHwQxEoM',
  tokenUrl: 'https://strata.example.com/oidc/token',
  scopes: [...partnerScopes],
};

/** Of what was made: where it is. */
export const located = (example: string) => ({ Location: { description: 'Where it is', schema: { type: 'string' as const, examples: [example] } } });
