import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { demoOf } from '../../../scripts/launcher/demo-tokens.mjs';
import { WebClient } from '../../harness/web-client.js';
import { BoundClient } from '../bound-client.js';
import { documents } from '../../governance/documents.js';
import { publicOperations } from '../../governance/public-operations.js';
import { rightsIn, type Right } from '../../governance/rights.js';
import { buyers, items, orderOf } from '../buyers.js';
import { registerClient, tokenUnder } from '../registered-clients.js';
import type { StrataContext } from '../strata-context.js';

interface Operation {
  document: string;
  method: string;
  path: string;
  kind: Right['kind'];
}

/** Every operation of every document. */
const operations: Operation[] = [...documents].flatMap(([document, text]) => rightsIn(text).map(({ name, kind }) => {
  const [method = '', path = ''] = name.split(' ');
  return { document, method, path, kind };
}));

/** What is answered to anybody, by method: of ids that there are not, and to a body in which all is missing. */
const openTo = ({ method, path }: Operation): number => (method === 'POST' ? 400 : method === 'DELETE' ? 204 : path.includes('{') ? 404 : 200);

/** A well-formed token that nobody has signed. */
const forged = [{ alg: 'none', typ: 'at+jwt' }, { iss: 'https://nobody.example', sub: 'web', aud: 'urn:strata:api', exp: 4_000_000_000, scope: 'orders:read' }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.';

/** A client that is registered while Strata runs, and its token. */
async function register({ database, strata }: StrataContext, clientId: string, scope: string): Promise<string> {
  return tokenUnder(strata, clientId, await registerClient(database, { clientId, scope }));
}

export function doorsCases(context: () => StrataContext): void {
  /** Where each document's API answers. */
  const addressOf = async (document: string): Promise<string> => {
    const { strata, web } = context();
    const { ports } = await strata.record();
    const names: Record<string, string> = { 'system-erp': 'erp', 'system-crm': 'crm', 'process-order-to-cash': 'orderToCash', 'experience-mobile': 'mobile', 'experience-bi': 'bi', portal: 'portal' };
    const port = ports[names[document] ?? 'web'];
    return port === undefined ? web.baseUrl : `http://127.0.0.1:${port}`;
  };
  const asked = async ({ document, method, path }: Operation, headers: Record<string, string>) => {
    const answer = await fetch(`${await addressOf(document)}${path.replaceAll(/\{\w+\}/g, 'x')}`, { method, headers: { ...headers, ...(method !== 'GET' && { 'content-type': 'application/json' }) }, ...(method !== 'GET' && { body: '{}' }) });
    return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body: await answer.text() };
  };

  describe('the doors of Strata', () => {
    it('open to nobody without credentials, at any documented operation', async () => {
      const all = operations.filter(({ kind }) => kind !== 'public');
      expect(all.length).toBeGreaterThan(140);
      for (const operation of all) {
        const { status, challenge, body } = await asked(operation, {});
        expect([operation, status, challenge]).toEqual([operation, 401, expect.stringMatching(operation.kind === 'scope' ? /^Bearer/ : /^Session/)]);
        const problem = JSON.parse(body) as { kind?: string; error?: { code: string } };
        // Who reads OData is told in its own words.
        expect([operation, problem.error?.code ?? problem.kind]).toEqual([operation, 'unauthenticated']);
      }
    });

    it('stand open at what is listed as open, and there answer anybody', async () => {
      const open = operations.filter(({ kind }) => kind === 'public');
      expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(publicOperations.toSorted());
      for (const operation of open) expect([operation, (await asked(operation, {})).status]).toEqual([operation, openTo(operation)]);
    });

    it('open neither to a forged token, nor to a key that nobody was given, nor to who only says whom they call for', async () => {
      const principal = Buffer.from(JSON.stringify({ id: 'desk', scopes: ['orders:read', 'erp:read'] })).toString('base64url');
      const tries: Record<string, string>[] = [{ authorization: `Bearer ${forged}` }, { 'x-api-key': 'strata_sbx_nobody_nothing' }, { 'strata-principal': principal }, { cookie: `strata_session=${randomBytes(32).toString('base64url')}` }];
      for (const operation of operations.filter(({ method, kind }) => method === 'GET' && kind !== 'public')) {
        for (const headers of tries) expect([operation, headers, (await asked(operation, headers)).status]).toEqual([operation, headers, 401]);
      }
    });

    it('stand open for health alone; metrics for this machine', async () => {
      const { web } = context();
      for (const path of ['/health/live', '/health/ready', '/metrics']) expect([path, (await fetch(`${web.baseUrl}${path}`)).status]).toEqual([path, 200]);
      expect((await fetch(`${web.baseUrl}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(401);
    });

    it('open at no documented operation to who has not got its scope', async () => {
      const authorization = `Bearer ${await register(context(), 'monitor', 'metrics:read')}`;
      const open: string[] = [];
      for (const operation of operations.filter(({ kind }) => kind !== 'public')) {
        const { status, challenge } = await asked(operation, { authorization });
        // What is for people in their browser no token opens, whatever its scopes.
        if (operation.kind === 'scope' ? status !== 403 || !/^Bearer error="insufficient_scope", scope="[a-z]+:[a-z]+/.test(challenge ?? '') : status !== 401) open.push(`${operation.method} ${operation.path} ${status}`);
      }
      // It only makes other calls, each of which is asked for its own scope.
      expect(open).toEqual(['POST /mobile/v1/batch 400']);
    });

    it('close within 5 s behind a client that is revoked: to its calls, at every app, and its streams', async () => {
      const { web, process, mobile, database } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.streaming, [[items.bolt, '1']], { deliverOnRequest: true }));
      const token = await register(context(), 'leaving', 'orders:read');
      const clients = [web, process, mobile].map(({ baseUrl }) => new WebClient(baseUrl, async () => token));
      const paths = ['/web/v1/orders', '/order-to-cash/v1/orders', '/mobile/v1/orders'];
      const statuses = () => Promise.all(clients.map(async (client, at) => (await client.get(paths[at]!)).status));
      expect(await statuses()).toEqual([200, 200, 200]);
      const stream = await clients[0]!.fetch(`/web/v1/orders/${orderId}/events`);
      const streamed = stream.text();
      await database.query(`UPDATE access_client SET revoked_at = now() WHERE client_id = 'leaving'`);
      const revokedAt = Date.now();
      await streamed;
      await expect.poll(statuses, { timeout: 6_000, interval: 100 }).toEqual([401, 401, 401]);
      expect([stream.status, Date.now() - revokedAt < 5_000]).toEqual([200, true]);
    });

    it('open to a client that must be bound to a key with a proof of that key for each call, and to nobody who has its token alone', async () => {
      const { web, mobile, database, strata } = context();
      const secret = await registerClient(database, { clientId: 'bound', scope: 'orders:read items:read', dpopBound: true });
      const bound = await BoundClient.signIn(demoOf(strata.home).tokenUrl!, 'bound', secret);
      const [orders, found] = [new URL(`${web.baseUrl}/web/v1/orders`), new URL(`${web.baseUrl}/web/v1/items?query=bolt`)];
      // The second of them asks our other processes, where each runs alone: by their own tokens.
      for (const url of [orders, found, orders]) expect([url.pathname, (await bound.fetch(url)).status]).toEqual([url.pathname, 200]);
      const batch = await bound.fetch(new URL(`${mobile.baseUrl}/mobile/v1/batch`), { requests: [{ id: '1', method: 'GET', path: '/mobile/v1/orders' }] });
      expect([batch.status, await batch.json()]).toMatchObject([200, { responses: [{ status: 200 }] }]);

      const proof = bound.lastProof!;
      const stolen: Record<string, string>[] = [
        { authorization: `Bearer ${bound.token}` },
        { authorization: `DPoP ${bound.token}` },
        { authorization: `DPoP ${bound.token}`, dpop: proof },
        { authorization: `DPoP ${bound.token}`, dpop: await (await BoundClient.signIn(demoOf(strata.home).tokenUrl!, 'bound', secret)).proofFor(orders, bound.token) },
      ];
      for (const headers of stolen) {
        const { status, headers: told } = await fetch(orders, { headers });
        expect([status, told.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^DPoP error="invalid_(token|dpop_proof)", algs="/)]);
      }
    });

    it('keep a stream open to a token that is bound, by the proof with which it began, until its client is revoked', async () => {
      const { web, database, strata } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.streaming, [[items.bolt, '1']], { deliverOnRequest: true }));
      const secret = await registerClient(database, { clientId: 'bound-stream', scope: 'orders:read', dpopBound: true });
      const bound = await BoundClient.signIn(demoOf(strata.home).tokenUrl!, 'bound-stream', secret);
      const stream = await bound.fetch(new URL(`${web.baseUrl}/web/v1/orders/${orderId}/events`));
      let ended = false;
      const streamed = stream.text().then((text) => ((ended = true), text));
      await delay(2_500);
      expect([stream.status, ended]).toEqual([200, false]);
      await database.query(`UPDATE access_client SET revoked_at = now() WHERE client_id = 'bound-stream'`);
      expect(await streamed).toContain('event:');
    });

    it('say which scope is missing, and nothing else', async () => {
      const { bi } = context();
      const answer = await bi.fetch('/bi/v1/exports');
      expect(answer.status).toBe(200);
      const { strata, web } = context();
      const refused = await fetch(`${await addressOf('experience-bi')}/bi/v1/exports`, { headers: await web.credentials() });
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([403, expect.stringContaining('scope="analytics:read"')]);
      expect(await refused.json()).toMatchObject({ kind: 'forbidden', detail: expect.stringContaining('analytics:read') });
      expect(strata.output).not.toContain('Bearer');
    });
  });
}
