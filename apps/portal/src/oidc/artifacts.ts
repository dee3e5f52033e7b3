import type { AdapterPayload } from 'oidc-provider';
import type { DataSource } from 'typeorm';
import type { MasterKey } from '#store';
import { hashOf } from '../hash-of.js';

const use = 'oidc artifacts';
/** Rows that one sweep takes away: no statement of it takes long. */
const sweptAtOnce = 1_000;

interface ArtifactColumns {
  id_hash: string;
  payload: Buffer;
  consumed_at: Date | null;
}

/** What the issuer remembers of one kind (`Session`, `AuthorizationCode`, ...), in PostgreSQL: replicas share it. */
export class Artifacts {
  constructor(
    private readonly db: DataSource,
    private readonly masterKey: MasterKey,
    private readonly model: string,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { row, expiry } = this.rowOf(id, payload, expiresIn);
    await this.db.query(
      `INSERT INTO oidc_artifact (model, id_hash, payload, grant_hash, uid_hash, expires_at) VALUES ($1, $2, $3, $4, $5, ${expiry})
       ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload, grant_hash = excluded.grant_hash, uid_hash = excluded.uid_hash, expires_at = excluded.expires_at`,
      row,
    );
  }

  /** Keeps it unless it is kept already: of several at once, one is told true. */
  async addOnce(id: string, payload: AdapterPayload, expiresIn: number): Promise<boolean> {
    const { row, expiry } = this.rowOf(id, payload, expiresIn);
    const added: unknown[] = await this.db.query(
      `INSERT INTO oidc_artifact AS kept (model, id_hash, payload, grant_hash, uid_hash, expires_at) VALUES ($1, $2, $3, $4, $5, ${expiry})
       ON CONFLICT (model, id_hash) DO UPDATE SET expires_at = excluded.expires_at WHERE kept.expires_at <= now() RETURNING 1`,
      row,
    );
    return added.length > 0;
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.payloadOf(await this.db.query('SELECT id_hash, payload, consumed_at FROM oidc_artifact WHERE model = $1 AND id_hash = $2', [this.model, hashOf(id)]));
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.payloadOf(await this.db.query('SELECT id_hash, payload, consumed_at FROM oidc_artifact WHERE model = $1 AND uid_hash = $2', [this.model, hashOf(uid)]));
  }

  /** Uses it up; false when somebody was quicker. */
  async consume(id: string): Promise<boolean> {
    const [, count] = (await this.db.query('UPDATE oidc_artifact SET consumed_at = now() WHERE model = $1 AND id_hash = $2 AND consumed_at IS NULL', [this.model, hashOf(id)])) as [unknown, number];
    return count > 0;
  }

  async destroy(id: string): Promise<void> {
    await this.db.query('DELETE FROM oidc_artifact WHERE model = $1 AND id_hash = $2', [this.model, hashOf(id)]);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.db.query('DELETE FROM oidc_artifact WHERE grant_hash = $1', [hashOf(grantId)]);
  }

  /** Takes away what has expired, so much at once. Answers whether there may be more. */
  static async sweep(db: DataSource): Promise<boolean> {
    const text = `DELETE FROM oidc_artifact WHERE ctid IN (SELECT ctid FROM oidc_artifact WHERE expires_at < now() LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED)`;
    const [, count] = (await db.query(text)) as [unknown, number];
    return count === sweptAtOnce;
  }

  private rowOf(id: string, payload: AdapterPayload, expiresIn: number | undefined): { row: unknown[]; expiry: string } {
    const idHash = hashOf(id);
    const sealed = this.masterKey.seal(use, `${this.model} ${idHash}`, Buffer.from(JSON.stringify(payload)));
    const row = [this.model, idHash, sealed, payload.grantId === undefined ? null : hashOf(payload.grantId), payload.uid === undefined ? null : hashOf(payload.uid)];
    return { row, expiry: expiresIn === undefined ? 'NULL' : `now() + interval '${Math.ceil(expiresIn)} s'` };
  }

  private payloadOf([row]: ArtifactColumns[]): AdapterPayload | undefined {
    if (!row) return undefined;
    const payload = JSON.parse(this.masterKey.open(use, `${this.model} ${row.id_hash}`, row.payload).toString()) as AdapterPayload;
    return { ...payload, ...(row.consumed_at && { consumed: Math.floor(row.consumed_at.getTime() / 1000) }) };
  }
}
