import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CertificateFolder, TestAuthority } from '#edge/fixture';

const folder = new CertificateFolder();
let authority: TestAuthority;
let leaf: { cert: string; key: string };
let paths: { cert: string; key: string };
beforeAll(async () => {
  authority = await TestAuthority.create();
  // Of no name by which it is asked.
  leaf = await authority.leaf(['experience-web']);
  paths = folder.putLeaf('tls', leaf);
});
afterAll(() => folder.remove());

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listening(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return String((server.address() as AddressInfo).port);
}

/** Lives, and is not ready. */
const app: RequestListener = (request, response) => void response.writeHead(request.url === '/health/live' ? 200 : 503).end();
const byTls = (mutual = false) => listening(createTlsServer({ ...leaf, ...(mutual && { ca: authority.pem, requestCert: true, rejectUnauthorized: true }) }, app));

/** Exit code of what Docker runs. */
function exitCode(env: Record<string, string>, asked = 'live', config = resolve('strata.config.yaml')): Promise<number> {
  return new Promise((done) => {
    const child = execFile(process.execPath, ['scripts/is-well.mjs', asked], { env: { STRATA_CONFIG: config, ...env } });
    child.once('exit', (code) => done(code!));
  });
}

describe('an app in a container', () => {
  it('that speaks plain HTTP is well when it says so', async () => {
    const PORT = await listening(createServer(app));
    expect(await Promise.all([exitCode({ PORT }), exitCode({ PORT }, 'ready'), exitCode({ PORT: '1' })])).toEqual([0, 1, 1]);
  });

  it('that speaks TLS is asked by it, also where it asks for certificates of its own authority', async () => {
    const files = { STRATA_TLS_CERTIFICATE: paths.cert, STRATA_TLS_KEY: paths.key };
    const [PORT, mutual] = [await byTls(), await byTls(true)];
    expect(await Promise.all([exitCode({ PORT, ...files }), exitCode({ PORT, ...files }, 'ready'), exitCode({ PORT: mutual, ...files }), exitCode({ PORT })])).toEqual([0, 1, 0, 1]);
  });

  it('that has a port of probes is asked there', async () => {
    const [PORT, STRATA_HEALTH_PORT] = [await byTls(), await listening(createServer(app))];
    const env = { PORT, STRATA_HEALTH_PORT, STRATA_TLS_CERTIFICATE: paths.cert, STRATA_TLS_KEY: paths.key };
    expect(await Promise.all([exitCode(env), exitCode({ ...env, STRATA_HEALTH_PORT: '1' })])).toEqual([0, 1]);
  });

  it('is asked by what its own configuration says, also without a variable', async () => {
    const PORT = await byTls();
    const config = folder.put('strata.config.yaml', `systems: []\nhttp: { tls: { certificate: ${paths.cert}, key: ${paths.key} } }\n`);
    expect(await exitCode({ PORT }, 'live', config)).toBe(0);
  });
});
