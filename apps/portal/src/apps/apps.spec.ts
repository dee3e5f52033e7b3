import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import { SystemConfig } from '#edge';
import { migratedDatabase } from '#store/fixture';
import { PortalClient } from '../portal-client.fixture.js';
import { askToken, basic, issuer, runPortal, type RunningPortal } from '../portal.fixture.js';

const systems = [
  Object.assign(new SystemConfig(), { id: 'trial', kind: 'erp', environment: 'sandbox' }),
  Object.assign(new SystemConfig(), { id: 'live', kind: 'erp', environment: 'production' }),
];
const portalSettings = { sandboxCustomers: [{ system: 'trial', customers: ['1', '2', '3', '4', '5'] }] };
const asked = { grant_type: 'client_credentials' };

let db: DataSource;
let portal: RunningPortal;
let dana: PortalClient;

beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  portal = await runPortal(made.url, [], {}, { systems, portal: portalSettings });
  dana = await PortalClient.of(db, portal.origin, 'dana@partner.example');

});
afterAll(() => Promise.all([portal.close(), db.destroy()]));

describe('an app', () => {
  it('has credentials for the sandbox at once, and they get a token', async () => {
    const { status, body } = await dana.post('/apps', { name: 'Tracker', description: 'Where orders are' });
    expect(status).toBe(201);
    expect(body.app).toMatchObject({ name: 'Tracker', description: 'Where orders are', sandbox: { environment: 'sandbox', plan: 'free', hasSecret: true, customers: [{ customerId: toPublicId('trial', '1') }, { customerId: toPublicId('trial', '2') }], keys: [] } });
    expect(body.credential).toMatchObject({ environment: 'sandbox', clientId: body.app.sandbox.clientId, tokenUrl: `${issuer}/token`, scopes: body.app.sandbox.scopes });
    const token = await askToken(portal, asked, basic(body.credential.clientId, body.credential.clientSecret));
    expect([token.status, token.body['scope']]).toEqual([200, 'customers:read items:read orders:read orders:write analytics:read']);
  });
});
