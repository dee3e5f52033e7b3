import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type RunningSandbox, type SandboxSettings } from '../src/index.js';
import { ErpCaller } from './erp.caller.js';

export interface SandboxFixture {
  sandbox: RunningSandbox;
  erp: ErpCaller;
  settings: Partial<SandboxSettings>;
  end(): Promise<void>;
}

/** A sandbox on a free port with books of its own, that bills and is paid almost at once. */
export async function openSandbox(change: Partial<SandboxSettings> = {}): Promise<SandboxFixture> {
  const home = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const settings = { port: 0, home, billAfterMs: 20, payAfterMs: 20, ...change };
  const sandbox = await startSandbox(settings);
  const fixture: SandboxFixture = {
    sandbox,
    settings,
    erp: new ErpCaller(sandbox.url),
    end: async () => {
      // A test that starts the sandbox again puts the new one here.
      await fixture.sandbox.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return fixture;
}
