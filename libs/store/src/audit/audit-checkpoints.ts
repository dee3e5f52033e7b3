import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { MasterKey } from '../access/master-key.js';
import type { AuditHead } from './audit-log.js';

interface SigningKey {
  keyId: string;
  key: KeyObject;
  publicKey: string;
}

export interface CheckpointSettings {
  pool: Pool;
  master: MasterKey;
  /** Folder to which they are written too: who holds it finds a trail that was cut or written anew. */
  folder?: string;
  onFailed?: (error: unknown) => void;
}

const use = 'audit signing key';
/** A checkpoint is due after so many rows, or so many ms with anything new. */
const everyRows = 1_000;
const everyMs = 10_000;

/** Signs, now and then, how far the trail goes and what its last hash is: Ed25519, under a key that the master key wraps. */
export class AuditCheckpoints {
  private signed = 0;
  private head?: AuditHead;
  private timer?: NodeJS.Timeout;
  private signing?: Promise<void>;
  private key?: Promise<SigningKey>;

  constructor(private readonly settings: CheckpointSettings) {}

  /** To be told after each append. */
  readonly appended = (head: AuditHead): void => {
    this.head = head;
    if (head.seq - this.signed >= everyRows) void this.sign();
    else this.timer ??= setTimeout(() => void this.sign(), everyMs);
  };

  /** Signs what is new, if anything. */
  async sign(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.signing ??= this.signHead()
      .catch((error: unknown) => this.settings.onFailed?.(error))
      .finally(() => (this.signing = undefined));
    await this.signing;
  }

  private async signHead(): Promise<void> {
    const { head } = this;
    if (!head || head.seq <= this.signed) return;
    const { keyId, key, publicKey } = await this.signingKey();
    const at = new Date().toISOString();
    // Rows have no gaps: as many as the last one's number.
    const said = { seq: head.seq, hash: head.hash, at, count: head.seq };
    const signature = sign(null, Buffer.from(`strata audit checkpoint\n${said.seq}\n${said.hash}\n${said.at}\n${said.count}\n`), key);
    await this.settings.pool.query('SELECT audit.add_checkpoint($1, $2, $3, $4, $5, $6)', [said.seq, Buffer.from(said.hash, 'hex'), at, said.count, keyId, signature]);
    this.signed = head.seq;
    await this.keep({ ...said, keyId, signature: signature.toString('base64') }, publicKey);
  }

  /** One file a month, one line a checkpoint; several processes may add to it. No call waits while a disk takes it. */
  private async keep(checkpoint: { at: string; [field: string]: unknown }, publicKey: string): Promise<void> {
    const { folder } = this.settings;
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'audit-public-key.pem'), publicKey, { flag: 'wx' }).catch(unlessItIsThere);
    await appendFile(join(folder, `checkpoints-${checkpoint.at.slice(0, 7)}.ndjson`), `${JSON.stringify(checkpoint)}\n`, { flush: true });
  }

  private async signingKey(): Promise<SigningKey> {
    this.key ??= this.keyInUse();
    try {
      return await this.key;
    } catch (error) {
      this.key = undefined;
      throw error;
    }
  }

  /** The first one that was made: of several processes that start at once, all sign with the same. */
  private async keyInUse(): Promise<SigningKey> {
    const { pool, master } = this.settings;
    const read = async () => (await pool.query<{ key_id: string; public_key: string; private_key: Buffer }>('SELECT key_id, public_key, private_key FROM audit.signing_key ORDER BY created_at, key_id LIMIT 1')).rows[0];
    let row = await read();
    if (!row) {
      const made = generateKeyPairSync('ed25519');
      const publicKey = made.publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const keyId = fingerprintOf(publicKey);
      await pool.query('SELECT audit.add_signing_key($1, $2, $3)', [keyId, publicKey, master.seal(use, keyId, made.privateKey.export({ type: 'pkcs8', format: 'der' }))]);
      row = await read();
    }
    if (!row) throw new Error('the audit trail has no key to sign with');
    return { keyId: row.key_id, publicKey: row.public_key, key: createPrivateKey({ key: master.open(use, row.key_id, row.private_key), type: 'pkcs8', format: 'der' }) };
  }
}

/** SHA-256 of the public key (SPKI, DER) in base64url. */
function fingerprintOf(publicKey: string): string {
  return createHash('sha256').update(createPublicKey(publicKey).export({ type: 'spki', format: 'der' })).digest('base64url');
}

function unlessItIsThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
