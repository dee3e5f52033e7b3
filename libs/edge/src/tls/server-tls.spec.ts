import { unlinkSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { connect as connectPlain, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { Controller, Get, Logger, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Public } from '../auth/declared-rights.js';
import { HttpConfig } from '../config/http.config.js';
import { openDoor } from '../auth/open-door.fixture.js';
import { createHttpApp } from '../http-app.js';
import { CertificateFiles } from './certificate-files.js';
import { CertificateFolder, TestAuthority } from './certificates.fixture.js';
import { answerProbes } from './probe-port.js';
import { ServerTls } from './server-tls.js';

/** On a machine that is busy with other things. */
const patiently = { timeout: 10_000 };

@Public()
@Controller('things')
class ThingsController {
  @Get()
  async read() {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { read: true };
  }
}

@Module({ imports: [openDoor()], controllers: [ThingsController] })
class ThingsModule {}

let authority: TestAuthority;
let others: TestAuthority;
const folder = new CertificateFolder();
const told: string[] = [];
beforeAll(async () => {
  authority = await TestAuthority.create();
  others = await TestAuthority.create('CN=Others');
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => void told.push(message));
});
afterAll(() => {
  vi.restoreAllMocks();
  folder.remove();
});

const opened: NestFastifyApplication[] = [];
const sockets: TLSSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const app of opened.splice(0)) await app.close();
  told.splice(0);
});

/** An app that speaks TLS with what is in the folder; answers its port. */
async function listening({ mutual = false, http = new HttpConfig() } = {}): Promise<number> {
  const ca = mutual ? { ca: folder.put('ca.crt', authority.pem) } : {};
  const tls = new ServerTls(new CertificateFiles({ ...folder.putLeaf('tls', await authority.leaf(['strata.example.com'])), ...ca }, 10));
  const app = await createHttpApp(ThingsModule, false, { tls, http });
  opened.push(app);
  await new Promise<void>((resolve) => {
    app.getHttpServer().listen(0, '127.0.0.1', resolve);
  });
  return (app.getHttpServer().address() as AddressInfo).port;
}

/** The handshake of a caller: the connection, or the code of what ended it. */
function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket | string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', ca: authority.pem, ...options });
    sockets.push(socket);
    socket.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    socket.once('close', () => resolve('closed'));
    // With TLS 1.3 a server refuses a certificate after its own part of the handshake is over.
    socket.once('secureConnect', () => socket.write('GET /things HTTP/1.1\r\nhost: x\r\n\r\n'));
    socket.once('data', () => resolve(socket));
  });
}

const isOpen = (met: TLSSocket | string): boolean => typeof met !== 'string';

async function ask(port: number, agent: Agent, path = '/things'): Promise<{ status: number; headers: object; serial: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpsRequest({ port, host: '127.0.0.1', path, agent, ca: authority.pem }, (response) => {
      const { serialNumber: serial } = (response.socket as TLSSocket).getPeerCertificate();
      void text(response).then(() => resolve({ status: response.statusCode!, headers: response.headers, serial }));
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('an app that speaks TLS', () => {
  it('answers by TLS 1.2 and 1.3, with forward secrecy, and tells browsers to come by TLS alone', async () => {
    const port = await listening();
    const met = (await Promise.all((['TLSv1.2', 'TLSv1.3'] as const).map((version) => handshake(port, { minVersion: version, maxVersion: version })))) as TLSSocket[];
    expect(met.map((socket) => [socket.getProtocol(), /^(?:ECDHE|TLS_AES|TLS_CHACHA20)/.test(socket.getCipher().name)])).toEqual([['TLSv1.2', true], ['TLSv1.3', true]]);
    const { status, headers } = await ask(port, new Agent());
    expect([status, headers]).toMatchObject([200, { 'strict-transport-security': 'max-age=63072000; includeSubDomains', 'x-content-type-options': 'nosniff' }]);
  });

  it.each<[string, ConnectionOptions]>([
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['TLS 1.2 without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
    ['TLS 1.2 with CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }],
  ])('refuses %s at the handshake', async (_, options) => {
    expect(await handshake(await listening(), options)).toMatch(/^ERR_SSL_/);
    expect(told.join()).toMatch(/^1 handshakes failed, the last one by ERR_SSL_/);
  });

  it('answers nothing to plain HTTP', async () => {
    const port = await listening();
    const answer = new Promise((resolve) => getPlain({ port, host: '127.0.0.1', path: '/things' }, ({ statusCode }) => resolve(statusCode)).once('error', ({ code }: NodeJS.ErrnoException) => resolve(code)));
    expect(await answer).toBe('ECONNRESET');
  });

  it('ends a handshake that does not end', async () => {
    const http = Object.assign(new HttpConfig(), { headersTimeout: 100 });
    const port = await listening({ http });
    const socket = connectPlain(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(told.join()).toContain('ERR_TLS_HANDSHAKE_TIMEOUT');
  });
});

describe('certificates that are renewed', () => {
  it('are shown to who connects from then on, and no call under way fails', async () => {
    const port = await listening();
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    let answered = 0;
    const renewals = new AbortController();
    const callers = Array.from({ length: 8 }, async () => {
      while (!renewals.signal.aborted) {
        expect((await ask(port, agent)).status).toBe(200);
        answered += 1;
      }
    });
    const { serial: before } = await ask(port, new Agent());
    for (let renewed = 0; renewed < 3; renewed += 1) {
      const shown = (await ask(port, new Agent())).serial;
      folder.putLeaf('tls', await authority.leaf(['strata.example.com']));
      await expect.poll(async () => (await ask(port, new Agent())).serial, patiently).not.toBe(shown);
    }
    renewals.abort();
    await Promise.all(callers);
    expect(answered).toBeGreaterThan(10);
    // Connections that stayed open are those of before.
    expect((await ask(port, agent)).serial).toBe(before);
    agent.destroy();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['half a certificate', async () => folder.put('tls.crt', '-----BEGIN CERTIFICATE-----\nMIIB')],
    ['the key of another certificate', async () => folder.put('tls.key', (await authority.leaf(['other'])).key)],
    ['no file any more', async () => unlinkSync(folder.path('tls.crt'))],
  ])('stay what they were where there is %s, which is told once and without what the files hold', async (_, spoil) => {
    const port = await listening();
    const { serial } = await ask(port, new Agent());
    await spoil();
    await expect.poll(() => told.length, patiently).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^\S+tls\.(?:crt|key) (?:holds no certificate|is no key of \S+|cannot be read) \(E[A-Z0-9_]+\): what was there before is used$/);
    expect((await ask(port, new Agent())).serial).toBe(serial);
    folder.putLeaf('tls', await authority.leaf(['strata.example.com']));
    await expect.poll(async () => (await ask(port, new Agent())).serial, patiently).not.toBe(serial);
  });
});

describe('an app that asks for certificates', () => {
  it('lets in who shows one of its authority, and nobody else gets through the handshake', async () => {
    const port = await listening({ mutual: true });
    const met = {
      ours: await handshake(port, await authority.leaf(['experience-web'])),
      none: await handshake(port),
      'of another authority': await handshake(port, await others.leaf(['experience-web'])),
      expired: await handshake(port, await authority.leaf(['experience-web'], { days: -1 })),
    };
    expect(Object.entries(met).map(([who, each]) => [who, isOpen(each)])).toEqual([['ours', true], ['none', false], ['of another authority', false], ['expired', false]]);
  });

  it('takes another authority from the moment that its file names it', async () => {
    const port = await listening({ mutual: true });
    const theirs = await others.leaf(['experience-web']);
    expect(isOpen(await handshake(port, theirs))).toBe(false);
    folder.put('ca.crt', `${authority.pem}\n${others.pem}\n`);
    await expect.poll(async () => isOpen(await handshake(port, theirs)), patiently).toBe(true);
  });

  it('answers probes at a port of their own, and nothing else there', async () => {
    await listening({ mutual: true });
    const server = await answerProbes(opened[0]!.getHttpAdapter().getInstance(), new HttpConfig(), '127.0.0.1', 0);
    const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).status;
    expect(await Promise.all(['/health/live', '/health/ready', '/metrics', '/things', '/health/../things', '/health/live/../../things', '//things'].map(statusOf))).toEqual([200, 200, 200, 404, 404, 404, 404]);
    server.close();
    server.closeAllConnections();
  });
});
