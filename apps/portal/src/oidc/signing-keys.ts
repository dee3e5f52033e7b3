import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { DataSource, EntityManager } from 'typeorm';
import type { MasterKey } from '#store';

const use = 'oidc signing keys';
/** Key of the advisory lock under which one replica at a time makes keys. */
const keysLock = 7_391_005;
/** Days after which a key gets a successor. */
const rotatedAfterDays = 30;
/** Minutes that a new key is published before it signs: everybody who keeps our keys has looked again. */
const publishedAheadMinutes = 15;
/** Hours that a key is published after it signed last: longer than what it signed is valid. */
const publishedOnHours = 24;

interface KeyColumns {
  kid: string;
  private_jwk: Buffer;
  signs: boolean;
}

/** The keys that are published, the one that signs first. */
export type KeyRing = [JWK, ...JWK[]];

/** The master key does not open what is in the database. */
export class SealedForAnother extends Error {
  override readonly name = 'SealedForAnother';
}

/** ES256 keys of the issuer, in PostgreSQL, wrapped by the master key. Replicas have the same ones. */
export class SigningKeys {
  constructor(
    private readonly db: DataSource,
    private readonly masterKey: MasterKey,
  ) {}

  /**
   * The keys of now. Makes the first one, a successor to one that is old, and forgets those that are no longer published.
   * Throws SealedForAnother when the master key is not the one they were wrapped by.
   */
  async ring(): Promise<KeyRing> {
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [keysLock]);
      await tx.query('DELETE FROM oidc_signing_key WHERE published_until < now()');
      const [newest]: { old: boolean }[] = await tx.query(`SELECT created_at < now() - interval '${rotatedAfterDays} d' AS old FROM oidc_signing_key ORDER BY signs_from DESC LIMIT 1`);
      if (!newest) await this.add(tx, 0);
      else if (newest.old) await this.succeed(tx);
    });
    return this.read();
  }

  /** Publishes a new key, which signs from a quarter of an hour on; those before stay published for a day more. */
  async rotate(): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [keysLock]);
      await this.succeed(tx);
    });
  }

  private async succeed(tx: EntityManager): Promise<void> {
    await tx.query(`UPDATE oidc_signing_key SET published_until = now() + interval '${publishedAheadMinutes} min' + interval '${publishedOnHours} h' WHERE published_until IS NULL`);
    await this.add(tx, publishedAheadMinutes);
  }

  private async add(tx: EntityManager, aheadMinutes: number): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const published = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(published);
    const described = { alg: 'ES256', use: 'sig', kid };
    const sealed = this.masterKey.seal(use, kid, Buffer.from(JSON.stringify({ ...(await exportJWK(privateKey)), ...described })));
    await tx.query(
      `INSERT INTO oidc_signing_key (kid, public_jwk, private_jwk, created_at, signs_from) VALUES ($1, $2, $3, now(), now() + interval '${aheadMinutes} min')`,
      [kid, JSON.stringify({ ...published, ...described }), sealed],
    );
  }

  private async read(): Promise<KeyRing> {
    const rows: KeyColumns[] = await this.db.query(
      'SELECT kid, private_jwk, signs_from <= now() AS signs FROM oidc_signing_key WHERE published_until IS NULL OR published_until > now() ORDER BY signs DESC, signs_from DESC',
    );
    return rows.map((row) => this.unwrap(row)) as KeyRing;
  }

  private unwrap({ kid, private_jwk: sealed }: KeyColumns): JWK {
    try {
      return JSON.parse(this.masterKey.open(use, kid, sealed).toString()) as JWK;
    } catch (cause) {
      throw new SealedForAnother(`the signing key ${kid} does not open under this master key`, { cause });
    }
  }
}
