import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../config/load-config.js';
import { StrataConfig } from '../config/strata-config.js';
import { SystemSecrets } from './system-secrets.js';

/** On a machine that is busy with other things. */
const patiently = { timeout: 10_000 };

let folder: string;
const opened: SystemSecrets[] = [];
const told: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-secrets-'));
  for (const level of ['log', 'warn'] as const) vi.spyOn(Logger.prototype, level).mockImplementation((message: string) => void told.push(message));
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const secrets of opened.splice(0)) secrets.onApplicationShutdown();
  told.splice(0);
  rmSync(folder, { recursive: true });
});

const located = (systems: unknown[]) => Object.assign(new StrataConfig(), { systems, locate: (path: readonly (string | number)[]) => `strata.config.yaml:${path.length}` });
const file = (name: string) => join(folder, name);

async function open(credentials: Record<string, unknown>, env: NodeJS.ProcessEnv = {}, everyMs = 10): Promise<SystemSecrets> {
  const secrets = await SystemSecrets.open(located([{ kind: 'crm', credentials: { clientSecret: { env: 'CRM_SECRET' } } }, { kind: 'erp', credentials }]), 'erp', env, { everyMs });
  opened.push(secrets);
  return secrets;
}

describe('a secret', () => {
  it('is read where it is named, for the systems of the kind alone', async () => {
    writeFileSync(file('password'), 'from a file\n');
    const secrets = await open({ user: { value: 'STRATA' }, token: { env: 'ERP_TOKEN' }, password: { file: file('password') } }, { ERP_TOKEN: 'from the environment' });
    expect([{ value: 'sandbox' }, { env: 'ERP_TOKEN' }, { file: file('password') }].map(secrets.secret)).toEqual(['sandbox', 'from the environment', 'from a file']);
  });

  it('that is not there is named with file and line, every one, and nothing else is said', async () => {
    writeFileSync(file('empty'), '\n');
    const opening = open({ user: { env: 'ERP_USER' }, password: { file: file('absent') }, token: { file: file('empty') } }, { OTHER: 'x' });
    await expect(opening).rejects.toThrow(
      new ConfigurationError(
        [
          'strata.config.yaml:4 systems.1.credentials.user: the environment variable ERP_USER is not set',
          `strata.config.yaml:4 systems.1.credentials.password: the file ${file('absent')} cannot be read (ENOENT)`,
          `strata.config.yaml:4 systems.1.credentials.token: the file ${file('empty')} is empty`,
        ].join('\n'),
      ),
    );
  });
});

describe('a secret in a file', () => {
  it('is what the file holds now, also when Kubernetes turns the link to it', async () => {
    const reference = { file: file('password') };
    writeFileSync(file('first'), 'first');
    writeFileSync(file('second'), 'second');
    symlinkSync(file('first'), reference.file);
    const secrets = await open({ password: reference });
    unlinkSync(reference.file);
    symlinkSync(file('second'), reference.file);
    await expect.poll(() => secrets.secret(reference), patiently).toBe('second');
    expect(told).toEqual([`the file ${reference.file} holds another secret from now on`]);
  });

  it('is looked for at once when a sign-in was refused, and once for all who ask', async () => {
    const reference = { file: file('password') };
    writeFileSync(reference.file, 'first');
    const secrets = await open({ password: reference }, {}, 60_000);
    writeFileSync(reference.file, 'second');
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_500);
    await Promise.all([secrets.renewSecrets(), secrets.renewSecrets()]);
    expect(secrets.secret(reference)).toBe('second');
    writeFileSync(reference.file, 'third');
    await secrets.renewSecrets();
    expect(secrets.secret(reference)).toBe('second');
  });

  it('stays what it was while the file cannot be read, which is told once', async () => {
    const reference = { file: file('password') };
    writeFileSync(reference.file, 'first');
    const secrets = await open({ password: reference });
    unlinkSync(reference.file);
    await expect.poll(() => told, patiently).toEqual([`the file ${reference.file} cannot be read (ENOENT): what it held before is used`]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([secrets.secret(reference), told.length]).toEqual(['first', 1]);
    writeFileSync(reference.file, 'second');
    await expect.poll(() => secrets.secret(reference), patiently).toBe('second');
  });
});
