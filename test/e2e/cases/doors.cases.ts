import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StrataContext } from '../strata-context.js';

const documents = resolve(import.meta.dirname, '../../../openapi');

interface Operation {
  document: string;
  method: string;
  path: string;
}

/** Every operation of every document. */
async function operations(): Promise<Operation[]> {
  const files = await readdir(documents);
  const all = await Promise.all(
    files.map(async (file) => {
      const { paths } = JSON.parse(await readFile(join(documents, file), 'utf8')) as { paths: Record<string, Record<string, unknown>> };
      const methods = ['get', 'put', 'post', 'delete', 'patch'];
      return Object.entries(paths).flatMap(([path, item]) => methods.filter((method) => method in item).map((method) => ({ document: file.replace('.json', ''), method: method.toUpperCase(), path })));
    }),
  );
  return all.flat();
}

/** A well-formed token that nobody has signed. */
const forged = [{ alg: 'none', typ: 'at+jwt' }, { iss: 'https://nobody.example', sub: 'web', aud: 'urn:strata:api', exp: 4_000_000_000, scope: 'orders:read' }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.';

export function doorsCases(context: () => StrataContext): void {
  /** Where each document's API answers. */
  const addressOf = async (document: string): Promise<string> => {
    const { strata, web } = context();
    const { ports } = await strata.record();
    const names: Record<string, string> = { 'system-erp': 'erp', 'system-crm': 'crm', 'process-order-to-cash': 'orderToCash', 'experience-mobile': 'mobile', 'experience-bi': 'bi' };
    const port = ports[names[document] ?? 'web'];
    return port === undefined ? web.baseUrl : `http://127.0.0.1:${port}`;
  };
  const asked = async ({ document, method, path }: Operation, headers: Record<string, string>) => {
    const answer = await fetch(`${await addressOf(document)}${path.replaceAll(/\{\w+\}/g, 'x')}`, { method, headers: { ...headers, ...(method !== 'GET' && { 'content-type': 'application/json' }) }, ...(method !== 'GET' && { body: '{}' }) });
    return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body: await answer.text() };
  };

  describe('the doors of Strata', () => {
    it('open to nobody without credentials, at any documented operation', async () => {
      const all = await operations();
      expect(all.length).toBeGreaterThan(80);
      for (const operation of all) {
        const { status, challenge, body } = await asked(operation, {});
        expect([operation, status, challenge]).toEqual([operation, 401, expect.stringMatching(/^Bearer/)]);
        const problem = JSON.parse(body) as { kind?: string; error?: { code: string } };
        // Who reads OData is told in its own words.
        expect([operation, problem.error?.code ?? problem.kind]).toEqual([operation, 'unauthenticated']);
      }
    });

    it('open neither to a forged token, nor to a key that nobody was given, nor to who only says whom they call for', async () => {
      const principal = Buffer.from(JSON.stringify({ id: 'desk', scopes: ['orders:read', 'erp:read'] })).toString('base64url');
      const tries: Record<string, string>[] = [{ authorization: `Bearer ${forged}` }, { 'x-api-key': 'strata_sbx_nobody_nothing' }, { 'strata-principal': principal }];
      for (const operation of (await operations()).filter(({ method }) => method === 'GET')) {
        for (const headers of tries) expect([operation, headers, (await asked(operation, headers)).status]).toEqual([operation, headers, 401]);
      }
    });

    it('stand open for health alone; metrics for this machine', async () => {
      const { web } = context();
      for (const path of ['/health/live', '/health/ready', '/metrics']) expect([path, (await fetch(`${web.baseUrl}${path}`)).status]).toEqual([path, 200]);
      expect((await fetch(`${web.baseUrl}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(401);
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
