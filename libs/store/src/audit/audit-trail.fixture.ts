import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { Pool } from 'pg';
import { MasterKey } from '../access/master-key.js';
import { migratedDatabase } from '../spec-database.fixture.js';
import type { AuditEntry } from './audit-entry.js';

const scripts = resolve(import.meta.dirname, '../../../../scripts');

export const specMasterKey = MasterKey.fromBase64(Buffer.alloc(32, 7).toString('base64'));

/** A database with our schema, and connections to it that specs end. */
export async function auditDatabase(): Promise<{ url: string; pool: Pool }> {
  const { url, db } = await migratedDatabase();
  await db.destroy();
  return { url, pool: new Pool({ connectionString: url, max: 3 }) };
}

export const placed = (more: Partial<AuditEntry> = {}): AuditEntry => ({ at: new Date('2026-03-01T10:00:00.123Z'), operation: 'web.placeOrder', outcome: 'ok', status: 202, principal: 'shop', client: 'shop', record: { type: 'order', id: '4711' }, ...more });

/** Runs one of the scripts as anybody would: what it prints, and its code. */
export function runScript(name: 'audit-export' | 'audit-verify', args: readonly string[]): { code: number | null; said: string; complaints: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(scripts, `${name}.mjs`), ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: status, said: stdout, complaints: stderr };
}
