import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import { SystemConfig } from '#edge';
import { migratedDatabase } from '#store/fixture';
import { whileHeld } from '../held-row.fixture.js';
import { PortalClient } from '../portal-client.fixture.js';
import { askToken, basic, runPortal, type RunningPortal } from '../portal.fixture.js';

const systems = [
  Object.assign(new SystemConfig(), { id: 'trial', kind: 'erp', environment: 'sandbox' }),
  Object.assign(new SystemConfig(), { id: 'live', kind: 'erp', environment: 'production' }),
];
const customer = toPublicId('live', '77');
const approval = { plan: 'partner', scopes: ['orders:read', 'items:read'], customers: [customer] };

let db: DataSource;
let portal: RunningPortal;
let dana: PortalClient;
let olga: PortalClient;
let otto: PortalClient;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  portal = await runPortal(made.url, [], {}, { systems });
  dana = await PortalClient.of(db, portal.origin, 'dana@partner.example');
  olga = await PortalClient.of(db, portal.origin, 'olga@operator.example', 'operator');
  otto = await PortalClient.of(db, portal.origin, 'otto@operator.example', 'operator');
});
afterAll(() => Promise.all([portal.close(), db.destroy()]));

const asked = async (name: string) => {
  const { appId } = (await dana.post('/apps', { name })).body.app;
  const answer = await dana.post(`/apps/${appId}/production-request`, { purpose: `to use ${name}`, expectedCallsPerDay: 500 });
  return { appId: appId as string, answer };
};

describe('a request for production', () => {
  it('waits for an operator, who sees whose it is and what for', async () => {
    const { appId, answer } = await asked('Waiting');
    expect([answer.status, answer.body.app.productionRequest, answer.body.app.production]).toEqual([201, { status: 'pending', purpose: 'to use Waiting', requestedAt: expect.any(String) }, undefined]);
    const { body } = await olga.get('/production-requests?status=pending');
    expect(body.requests.find((each: { appId: string }) => each.appId === appId)).toEqual({
      appId,
      appName: 'Waiting',
      owner: { name: 'dana', email: 'dana@partner.example' },
      purpose: 'to use Waiting',
      expectedCallsPerDay: 500,
      requestedAt: expect.any(String),
      status: 'pending',
    });
    const again = await dana.post(`/apps/${appId}/production-request`, { purpose: 'now' });
    expect([again.status, again.body.state]).toEqual([409, 'pending']);
  });

  it('that is approved makes a client of its own, whose first secret the owner makes', async () => {
    const { appId } = await asked('Approved');
    const { status, body } = await olga.post(`/production-requests/${appId}/approval`, approval);
    expect([status, body.request]).toEqual([200, expect.objectContaining({ appId, status: 'approved', decidedAt: expect.any(String) })]);
    const { app } = (await dana.get(`/apps/${appId}`)).body;
    expect(app.production).toMatchObject({ environment: 'production', plan: 'partner', scopes: approval.scopes, customers: [{ customerId: customer }], hasSecret: false, keys: [] });
    expect(app.production.clientId).not.toBe(app.sandbox.clientId);
    expect(app.sandbox).toMatchObject({ environment: 'sandbox', plan: 'free', customers: [] });
    const { credential, previousUntil } = (await dana.post(`/apps/${appId}/production/secret`)).body;
    expect([credential.clientId, credential.environment, previousUntil]).toEqual([app.production.clientId, 'production', undefined]);
    const token = await askToken(portal, { grant_type: 'client_credentials' }, basic(credential.clientId, credential.clientSecret));
    expect(JSON.parse(Buffer.from(token.body['access_token']!.split('.')[1]!, 'base64url').toString())).toMatchObject({ strata_environment: 'production', strata_plan: 'partner', strata_customers: [customer], scope: 'orders:read items:read' });
    expect((await dana.post(`/apps/${appId}/production-request`, { purpose: 'more' })).body.state).toBe('approved');
  });

  it('that is refused says why, makes nothing, and may be followed by another', async () => {
    const { appId } = await asked('Refused');
    expect((await olga.post(`/production-requests/${appId}/refusal`, { reason: 'no contract' })).body.request).toMatchObject({ status: 'refused', reason: 'no contract' });
    const { app } = (await dana.get(`/apps/${appId}`)).body;
    expect([app.production, app.productionRequest]).toEqual([undefined, expect.objectContaining({ status: 'refused', reason: 'no contract' })]);
    const { body } = await dana.post(`/apps/${appId}/production-request`, { purpose: 'with a contract' });
    expect(body.app.productionRequest).toEqual({ status: 'pending', purpose: 'with a contract', requestedAt: expect.any(String) });
  });

  it.each<[string, ...('approval' | 'refusal')[]]>([
    ['who both approve', 'approval', 'approval'],
    ['who both refuse', 'refusal', 'refusal'],
    ['of whom one refuses', 'approval', 'refusal'],
  ])('is decided once, also by two operators at once %s', async (_, ...decisions) => {
    const { appId } = await asked(`Contested by ${decisions.join(' and ')}`);
    const bodies = { approval, refusal: { reason: 'no' } };
    const decide = (operator: PortalClient, decision: 'approval' | 'refusal') => () => operator.post(`/production-requests/${appId}/${decision}`, bodies[decision]);
    const answers = await whileHeld(db, ['SELECT 1 FROM production_request WHERE app_id = $1 FOR UPDATE', [appId]], decide(olga, decisions[0]!), decide(otto, decisions[1]!));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
    const decided = decisions[answers.findIndex(({ status }) => status === 200)]!;
    const clients: unknown[] = await db.query(`SELECT 1 FROM access_client WHERE app_id = $1 AND environment = 'production'`, [appId]);
    const [{ status, decided_by: by }] = await db.query('SELECT status, decided_by FROM production_request WHERE app_id = $1', [appId]);
    const operator = answers[0]!.status === 200 ? olga : otto;
    expect([clients.length, status, by]).toEqual([decided === 'approval' ? 1 : 0, decided === 'approval' ? 'approved' : 'refused', operator.accountId]);
  });

  it('cannot be approved while its app is being deleted', async () => {
    const { appId } = await asked('Deleted meanwhile');
    const remove: [string, unknown[]] = ['UPDATE portal_app SET deleted_at = now() WHERE app_id = $1', [appId]];
    const [answer] = await whileHeld(db, remove, () => olga.post(`/production-requests/${appId}/approval`, approval));
    expect(answer!.status).toBe(404);
  });

  it('is decided by operators alone; one for an app that is not there, or has not asked, is not found', async () => {
    const { appId } = await asked('Own goal');
    expect((await dana.post(`/production-requests/${appId}/approval`, approval)).status).toBe(403);
    const { app } = (await dana.post('/apps', { name: 'Silent' })).body;
    expect((await olga.post(`/production-requests/${app.appId}/approval`, approval)).status).toBe(404);
    expect((await olga.post('/production-requests/0198f3a0-0000-7000-8000-00000000dead/refusal', { reason: 'x' })).status).toBe(404);
    await dana.delete(`/apps/${appId}`);
    expect((await olga.post(`/production-requests/${appId}/approval`, approval)).status).toBe(404);
  });

  it.each<[object, number, string]>([
    [{ ...approval, customers: [toPublicId('trial', '1')] }, 422, '/customers/0 is not the public id of a customer of an ERP for production'],
    [{ ...approval, customers: [customer, 'x!'] }, 422, '/customers/1 is not the public id of a customer of an ERP for production'],
    [{ ...approval, plan: 'internal' }, 400, '/plan plan must be one of the following values: free, partner'],
    [{ ...approval, scopes: ['erp:write'] }, 400, '/scopes each of scopes must be one of customers:read, items:read, orders:read, orders:write, analytics:read'],
    [{ ...approval, scopes: [] }, 400, '/scopes scopes must contain at least 1 elements'],
    [{ plan: 'free', scopes: ['orders:read'] }, 400, '/customers customers is required'],
  ])('approved with %j is told what was expected where, and stays undecided', async (body, status, fault) => {
    const [{ appId }] = (await olga.get('/production-requests?status=pending')).body.requests;
    const answer = await olga.post(`/production-requests/${appId}/approval`, body);
    expect([answer.status, answer.body.errors.map((each: { pointer: string; detail: string }) => `${each.pointer} ${each.detail}`)]).toEqual([status, [fault]]);
    expect((await db.query('SELECT status FROM production_request WHERE app_id = $1', [appId]))[0]).toEqual({ status: 'pending' });
  });
});

describe('what is done with credentials', () => {
  it('stands in the trail: by whom, to which, from where, and no secret', async () => {
    const { appId } = await asked('Told');
    const secret = (await dana.post(`/apps/${appId}/sandbox/secret`)).body.credential.clientSecret;
    const made = (await dana.post(`/apps/${appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 })).body;
    await dana.post(`/apps/${appId}/sandbox/keys/${made.key.keyId}/rotation`);
    await dana.delete(`/apps/${appId}/sandbox/keys/${made.key.keyId}`);
    await olga.post(`/production-requests/${appId}/approval`, approval);
    const rows = await db.query(`SELECT operation, principal, remote, record_type, record_id FROM audit.entry WHERE record_id IN ($1, $2) AND outcome = 'ok' ORDER BY seq`, [appId, made.key.keyId]);
    const by = (operation: string, client: PortalClient, type: string, id: string) => ({ operation: `portal.${operation}`, principal: `account:${client.accountId}`, remote: expect.stringContaining('127.0.0.1'), record_type: type, record_id: id });
    expect(rows).toEqual([
      by('createApp', dana, 'app', appId),
      by('requestProduction', dana, 'app', appId),
      by('renewSecret', dana, 'app', appId),
      by('createKey', dana, 'key', made.key.keyId),
      by('revokeKey', dana, 'key', made.key.keyId),
      by('approveProduction', olga, 'app', appId),
    ]);
    expect((await db.query(`SELECT 1 FROM audit.entry WHERE operation = 'portal.rotateKey' AND record_type = 'key'`)).length).toBe(1);
    const whole = JSON.stringify(await db.query('SELECT e::text FROM audit.entry e'));
    for (const hidden of [secret, made.secret, 'dana@partner.example']) expect(whole).not.toContain(hidden);
  });

  it('is sealed for whose it is, also when an operator decides', async () => {
    const { appId } = await asked('Sealed');
    await olga.post(`/production-requests/${appId}/refusal`, { reason: 'because' });
    const [{ subject }] = await db.query(`SELECT k.subject FROM audit.entry e JOIN audit.subject_key k ON k.key_id = e.subject_key WHERE e.operation = 'portal.refuseProduction' AND e.record_id = $1`, [appId]);
    expect(subject).toBe(`account:${dana.accountId}`);
  });
});
