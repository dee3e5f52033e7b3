import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StrataConfig } from '../config/strata-config.js';
import { SystemSecrets } from './system-secrets.js';
import { FakeVault, type VaultReply } from './vault.fixture.js';

/** On a machine that is busy with other things. */
const patiently = { timeout: 10_000 };
const password = { vault: { path: 'erp/eu', field: 'password' } };
const hush = 'hush-4711';

let vault: FakeVault;
let folder: string;
const told: string[] = [];
const opened: SystemSecrets[] = [];
beforeEach(async () => {
  vault = await new FakeVault().start();
  vault.secrets.set('erp/eu', { password: hush });
  folder = mkdtempSync(join(tmpdir(), 'strata-vault-'));
  writeFileSync(join(folder, 'token'), 'root-token\n');
  writeFileSync(join(folder, 'jwt'), 'pod-token');
  vi.spyOn(Logger.prototype, 'log').mockReturnValue();
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => void told.push(message));
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const secrets of opened.splice(0)) secrets.onApplicationShutdown();
  told.splice(0);
  vault.stop();
  rmSync(folder, { recursive: true });
});

const byTokenFile = () => ({ tokenFile: join(folder, 'token') });

async function open(signIn: object, more: object = {}): Promise<SystemSecrets> {
  const plain = { systems: [{ id: 'erp', kind: 'erp', credentials: { password } }], vault: { address: vault.address, lookEvery: 100, timeout: 1_000, ...signIn, ...more } };
  const config = Object.assign(plainToInstance(StrataConfig, plain), { locate: () => 'strata.config.yaml:9' });
  const secrets = await SystemSecrets.open(config, 'erp', {}, { betweenTriesMs: 10 });
  opened.push(secrets);
  return secrets;
}

const complaint = (opening: Promise<unknown>) => opening.then(() => 'none', (error: Error) => error.message);

describe('a secret in a vault', () => {
  it.each<[string, () => object]>([
    ['a token in a file', byTokenFile],
    ['an AppRole', () => ({ appRole: { roleId: 'strata', secretId: 'secret-id' } })],
    ['the token of a pod of Kubernetes', () => ({ kubernetes: { role: 'strata', tokenFile: join(folder, 'jwt') } })],
  ])('is read by the sign-in with %s, in its namespace', async (_, signIn) => {
    const secrets = await open(signIn(), { namespace: 'integration' });
    expect(secrets.secret(password)).toBe(hush);
    expect(vault.seen.every(({ headers }) => headers['x-vault-namespace'] === 'integration')).toBe(true);
    expect(vault.seen.at(-1)?.path).toBe('secret/data/erp/eu');
  });

  it('is read again, so that a rotated one needs no restart', async () => {
    const secrets = await open(byTokenFile());
    vault.secrets.set('erp/eu', { password: 'rotated' });
    await expect.poll(() => secrets.secret(password), patiently).toBe('rotated');
  });

  it('is unwrapped where a policy wraps it', async () => {
    vault.wraps = true;
    expect((await open(byTokenFile())).secret(password)).toBe(hush);
  });

  it('is read by another token before the first one ends, and when it was revoked', async () => {
    vault.leaseSeconds = 1;
    const secrets = await open({ appRole: { roleId: 'strata', secretId: 'secret-id' } });
    const signIns = () => vault.seen.filter(({ path }) => path.startsWith('auth/')).length;
    await expect.poll(signIns, patiently).toBeGreaterThan(1);
    vault.leaseSeconds = 3_600;
    vault.tokens.clear();
    vault.secrets.set('erp/eu', { password: 'rotated' });
    await expect.poll(() => secrets.secret(password), patiently).toBe('rotated');
  });
});

describe('a start without the secret', () => {
  const start = 'strata.config.yaml:9 systems.0.credentials.password: the field password of erp/eu ';

  it.each<[string, () => void, string]>([
    ['it is not there', () => vault.secrets.clear(), 'is not in the vault (404)'],
    ['its version was deleted', () => vault.secrets.set('erp/eu', null), 'is deleted in the vault'],
    ['its field is another', () => vault.secrets.set('erp/eu', { user: 'x' }), 'is no text in the vault'],
    ['our token may not read it', () => vault.tokens.clear(), 'the vault denies it (403)'],
  ])('ends at once where %s, and says what was asked for', async (_, change, said) => {
    change();
    expect(await complaint(open(byTokenFile()))).toBe(start + said);
    expect(vault.seen).toHaveLength(1);
  });

  it.each<[string, VaultReply | 'silence', string]>([
    ['is sealed', { status: 503, body: { errors: ['Vault is sealed'] } }, 'the vault is sealed or in maintenance (503)'],
    ['is a standby', { status: 473, body: '' }, 'the vault is a standby (473)'],
    ['answers with a page of something in between', { status: 200, body: '<html>' }, 'the vault gave no readable answer'],
    ['does not answer', 'silence', 'the vault does not answer (TimeoutError)'],
  ])('ends after five tries where the vault %s', async (_, trouble, said) => {
    vault.trouble = () => trouble;
    expect(await complaint(open(byTokenFile(), { timeout: 50 }))).toBe(start + said);
    expect(vault.seen).toHaveLength(5);
  });

  it('comes about where the vault is unsealed meanwhile', async () => {
    vault.trouble = () => (vault.seen.length < 3 ? { status: 503, body: { errors: ['Vault is sealed'] } } : undefined);
    expect((await open(byTokenFile())).secret(password)).toBe(hush);
  });
});

it('while the vault is away the secret is what it was, which is told once and without it', async () => {
  const secrets = await open(byTokenFile());
  vault.trouble = () => ({ status: 503, body: { errors: [`Vault is sealed ${hush}`] } });
  await expect.poll(() => told.length, patiently).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect([secrets.secret(password), told]).toEqual([hush, ['the field password of erp/eu the vault is sealed or in maintenance (503): what it held before is used']]);
  vault.trouble = undefined;
  vault.secrets.set('erp/eu', { password: 'rotated' });
  await expect.poll(() => secrets.secret(password), patiently).toBe('rotated');
});
