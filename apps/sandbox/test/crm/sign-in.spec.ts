import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { client, startCrm, type CrmServer } from './crm.server.js';

describe('signing in to the CRM', () => {
  let crm: CrmServer;
  afterEach(() => crm.close());

  const token = (form: Record<string, string>) => fetch(`${crm.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });

  it('gives client credentials a token and the address of the instance', async () => {
    crm = await startCrm();
    const connection = await crm.connect();
    expect(connection.instanceUrl).toBe(crm.url);
    await expect(connection.query('SELECT COUNT() FROM Account')).resolves.toMatchObject({ totalSize: 100 });
    expect(connection.limitInfo).toEqual({ apiUsage: { used: 1, limit: 1_000_000 } });
  });

  it('refuses an unknown client, a wrong secret and another grant, each by its own error', async () => {
    crm = await startCrm();
    const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret };
    for (const [wrong, error] of [
      [{ client_id: 'nobody' }, 'invalid_client_id'],
      [{ client_secret: 'guess' }, 'invalid_client'],
      [{ grant_type: 'magic' }, 'unsupported_grant_type'],
    ] as const) {
      const answer = await token({ ...form, ...wrong });
      expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ error })]);
    }
  });

  it('ends a session by its time, and all of them on demand, with INVALID_SESSION_ID', async () => {
    let now = Date.now();
    crm = await startCrm({ sessionMs: 1000, now: () => now });
    const connection = await crm.connect();
    await connection.query('SELECT COUNT() FROM Account');
    now += 1001;
    // jsforce takes it as the end of its session, and has no other way in.
    await expect(connection.query('SELECT COUNT() FROM Account')).rejects.toThrow('Unable to refresh session');
    const again = await crm.connect();
    crm.ledger.expireSessions();
    const answer = await fetch(`${crm.url}/services/data/v60.0/sobjects`, { headers: { authorization: `Bearer ${again.accessToken}` } });
    expect([answer.status, await answer.json()]).toEqual([401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]]);
  });

  it('keeps sessions and records over a restart, and seeds only once', async () => {
    const database = new DatabaseSync(':memory:');
    crm = await startCrm({}, database);
    const { accessToken } = await crm.connect();
    await crm.close();
    crm = await startCrm({}, database);
    const answer = await fetch(`${crm.url}/services/data/v60.0/query?q=SELECT+COUNT()+FROM+Account`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(await answer.json()).toMatchObject({ totalSize: 100 });
  });

  it('answers REQUEST_LIMIT_EXCEEDED when the calls of the day are used up', async () => {
    crm = await startCrm({ dailyRequests: 1 });
    const connection = await crm.connect();
    await connection.query('SELECT COUNT() FROM Account');
    await expect(connection.query('SELECT COUNT() FROM Account')).rejects.toMatchObject({ errorCode: 'REQUEST_LIMIT_EXCEEDED' });
    const answer = await fetch(`${crm.url}/services/data/v60.0/sobjects`, { headers: { authorization: `Bearer ${connection.accessToken}` } });
    expect([answer.status, answer.headers.get('sforce-limit-info')]).toEqual([403, 'api-usage=1/1']);
  });
});
