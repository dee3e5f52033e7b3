import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { MasterKey } from '../access/master-key.js';
import type { PersonalPart } from './audit-entry.js';

interface SubjectKey {
  keyId: string;
  key: Buffer;
}

const use = 'audit subject key';
const nonceBytes = 12;
const tagBytes = 16;
/** ms that a key is kept: so long after an erasure another process may still write under the key that went, which nobody can read then. */
const keptMs = 30_000;
const keptKeys = 10_000;

/** Keys of persons, wrapped by the master key: a person's key goes, and what was sealed under it can be read by nobody. */
export class SubjectKeys {
  private readonly kept = new LRUCache<string, SubjectKey>({ max: keptKeys, ttl: keptMs });

  constructor(
    private readonly pool: Pool,
    private readonly master: MasterKey,
  ) {}

  /** AES-256-GCM under the subject's key, which is made where there is none: nonce, tag and ciphertext in one. */
  async seal({ subject, said }: PersonalPart): Promise<{ keyId: string; bytes: Buffer }> {
    const { keyId, key } = this.kept.get(subject) ?? (await this.inUse(subject));
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(keyId));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(said), 'utf8'), cipher.final()]);
    return { keyId, bytes: Buffer.concat([nonce, cipher.getAuthTag(), sealed]) };
  }

  /** What was sealed under a key that `wrapped` holds. Throws when it was changed since. */
  open(keyId: string, wrapped: Buffer, sealed: Buffer): object {
    const decipher = createDecipheriv('aes-256-gcm', this.master.open(use, keyId, wrapped), sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(keyId));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString()) as object;
  }

  /** Destroys the keys of a subject. Answers how many there were. */
  async erase(subject: string): Promise<number> {
    const { rows } = await this.pool.query<{ erased: number }>('SELECT audit.erase_subject($1) AS erased', [subject]);
    this.kept.delete(subject);
    return rows[0]?.erased ?? 0;
  }

  private async inUse(subject: string): Promise<SubjectKey> {
    const offered = randomUUID();
    const wrapped = this.master.seal(use, offered, randomBytes(32));
    const { rows } = await this.pool.query<{ key_id: string; wrapped: Buffer }>({ name: 'strata_audit_key', text: 'SELECT key_id, wrapped FROM audit.key_of($1, $2, $3)', values: [subject, offered, wrapped] });
    const [row] = rows as [{ key_id: string; wrapped: Buffer }];
    const found = { keyId: row.key_id, key: this.master.open(use, row.key_id, row.wrapped) };
    this.kept.set(subject, found);
    return found;
  }
}
