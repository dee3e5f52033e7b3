import { createServer as createListener } from 'node:net';
import { describe, expect, it } from 'vitest';
import { insides, json, newKey, partnerOf, raw, wishOf, type Partner } from '../partners.js';
import type { StrataContext } from '../strata-context.js';

/**
 * Lines of the OWASP API Security Top 10 (2023) about what answers tell, and what there is to ask.
 * Attacks through the front door by two partners of the demo, `partner` (she) and `partner-b` (he), each with customers of its own.
 */
export function owaspSurfaceCases(context: () => StrataContext): void {
  const as = (name: string): Partner => partnerOf(context(), name);

  describe('the OWASP API Security Top 10 (2023): what is told and shown', () => {
    it('API8:2023 Security Misconfiguration: no answer tells how we are built, none may be kept or framed by others, and nothing listens beside this machine', async () => {
      const anna = as('partner');
      const { baseUrl } = anna.web;
      const faults = await Promise.all([
        anna.web.fetch("/web/v1/orders?query='; DROP TABLE placement; --&sort=x"),
        anna.web.fetch('/web/v1/orders?cursor=AAAA'),
        anna.web.fetch('/web/v1/orders/%00'),
        anna.web.fetch('/web/v1/customers/%ff/overview'),
        anna.web.fetch('/web/v1/orders', { method: 'POST', headers: { ...json, ...newKey() }, body: '{"a":' }),
        anna.web.fetch('/web/v1/orders', { method: 'POST', headers: { 'content-type': 'application/xml', ...newKey() }, body: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>' }),
        anna.bi.fetch("/bi/v1/odata/Orders?$filter=status eq ''' or 1=1 --"),
        anna.bi.fetch('/bi/v1/exports/orders?since=AAAA'),
        fetch(`${baseUrl}/oidc/token`, { method: 'POST', headers: json, body: '{' }),
      ]);
      for (const answer of faults) {
        expect([answer.url, answer.status >= 400 && answer.status < 500, insides.exec(await answer.text())?.[0]]).toEqual([answer.url, true, undefined]);
      }
      for (const answer of [...faults, await anna.web.fetch('/web/v1/orders')]) {
        expect([answer.url, answer.headers.get('x-content-type-options'), answer.headers.get('x-frame-options'), answer.headers.get('x-powered-by'), answer.headers.get('server')]).toEqual([answer.url, 'nosniff', 'DENY', null, null]);
      }
      const read = await anna.web.fetch('/web/v1/orders', { headers: { origin: 'https://evil.example' } });
      expect([read.headers.get('access-control-allow-origin'), read.headers.get('cache-control'), read.headers.get('vary')]).toEqual([null, expect.stringMatching(/private|no-store/), expect.stringMatching(/authorization/i)]);
      for (const [method, status] of [['TRACE', 405], ['OPTIONS', 404]] as const) expect([method, (await raw(baseUrl, '/web/v1/orders', { method })).status]).toEqual([method, status]);
      // A port that we held at all addresses could be had at none of them.
      const { ports } = await context().strata.record();
      for (const [name, port] of Object.entries(ports)) {
        const other = createListener();
        const free = await new Promise<boolean>((resolve) => { other.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE')).listen(port, '127.0.0.2', () => resolve(true)); });
        other.close();
        expect([name, free]).toEqual([name, true]);
      }
    });

    it('API9:2023 Improper Inventory Management: there is nothing but what is documented, in one version', async () => {
      const { web } = as('partner');
      const credentials = await web.credentials();
      const paths = ['/web/v0/orders', '/web/v2/orders', '/web/orders', '/v1/orders', '/orders', '/api', '/docs', '/openapi.json', '/swagger', '/graphql', '/admin', '/debug', '/internal', '/actuator', '/.env', '/.git/config', '/strata.config.yaml', '/restate/health', '/portal/../.strata/secrets.json', '/oidc/reg', '/oidc/me', '/oidc/request', '/oidc/device/auth', '/oidc/token/introspection', '/oidc/backchannel', '/oidc/par'];
      for (const path of paths) expect([path, (await raw(web.baseUrl, path, { headers: credentials })).status]).toEqual([path, 404]);
      expect((await raw(web.baseUrl, '/health/ready')).text).not.toMatch(/\d+\.\d+\.\d+|127\.0\.0\.1|postgres/i);
    });

    it('API10:2023 Unsafe Consumption of APIs: what a system answers, or does not, is told in our words', async () => {
      const { sandbox } = context();
      const anna = as('partner');
      const { web } = partnerOf(context(), 'partner', { isPatient: false });
      const wish = await wishOf(anna);
      await Promise.all([sandbox.fault({ system: 'erp', down: true }), sandbox.fault({ system: 'crm', down: true })]);
      const answers = await Promise.all([`/web/v1/customers/${wish.customerId}/overview`, `/web/v1/items?query=${crypto.randomUUID().slice(0, 6)}&customerId=${wish.customerId}`].map((path) => web.fetch(path)));
      for (const answer of answers) {
        const text = await answer.text();
        expect([answer.url, [200, 503].includes(answer.status), insides.exec(text)?.[0]]).toEqual([answer.url, true, undefined]);
      }
      // What only the CRM can say is not believed of the caller while it is away.
      const placed = await web.placeOrder({ ...wish, opportunityId: `006Sb${crypto.randomUUID().replaceAll('-', '').slice(0, 10)}` });
      expect([placed.status, insides.exec(JSON.stringify(placed.body))?.[0]]).toEqual([503, undefined]);
    });
  });
}
