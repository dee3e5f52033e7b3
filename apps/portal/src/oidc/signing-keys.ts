import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { DataSource, EntityManager } from 'typeorm';
import type { MasterKey } from '#store';

const use = 'oidc signing keys';
/** Key of the advisory lock under which one replica at a time makes keys. */
const keysLock = 7_391_005;
/** Days after which a key gets a successor. */
const rotatedAfterDays = 30;
/** Minutes that a new key is published before it signs: everybody who keeps our keys has looked again. */
const publishedAheadSeconds = 15 * 60;
/** Seconds the same for the successor of one that is to go (`npm run keys:rotate`): a door that looked a moment before may look again. */
const replacedAheadSeconds = 10;
/** Hours that a key is published after it signed last: longer than what it signed is valid. */
const publishedOnHours = 24;

const isPublished = '(published_until IS NULL OR published_until > now())';
/** One that is to go signs only while nothing else can. */
const signingFirst = 'signs_from <= now() DESC, published_until IS NULL DESC, signs_from DESC';
const newestFirst = 'created_at DESC, signs_from DESC';

interface KeyColumns {
  kid: string;
  private_jwk: Buffer;
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
   * The keys of now. Makes the first one, a successor to one that is old or is told to go (the newest one has an end), and
   * forgets those that are no longer published.
   * Throws SealedForAnother when the master key is not the one they were wrapped by.
   */
  async ring(): Promise<KeyRing> {
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [keysLock]);
      await tx.query('DELETE FROM oidc_signing_key WHERE published_until < now()');
      const [newest]: { old: boolean; goes: boolean }[] = await tx.query(`SELECT created_at < now() - interval '${rotatedAfterDays} d' AS old, published_until IS NOT NULL AS goes FROM oidc_signing_key ORDER BY ${newestFirst} LIMIT 1`);
      if (!newest) await this.add(tx, 0);
      else if (newest.goes) await this.add(tx, replacedAheadSeconds);
      else if (newest.old) await this.succeed(tx);
    });
    return this.read();
  }

  /** Whether the ring is another one than that of these keys, or has to become one. */
  async haveChanged(kids: readonly string[]): Promise<boolean> {
    const [now]: [{ kids: string[] | null; goes: boolean | null }] = await this.db.query(
      `SELECT array_agg(kid ORDER BY ${signingFirst}) AS kids, (array_agg(published_until ORDER BY ${newestFirst}))[1] IS NOT NULL AS goes FROM oidc_signing_key WHERE ${isPublished}`,
    );
    return now.goes === true || now.kids?.join(' ') !== kids.join(' ');
  }

  private async succeed(tx: EntityManager): Promise<void> {
    await tx.query(`UPDATE oidc_signing_key SET published_until = now() + interval '${publishedAheadSeconds} s' + interval '${publishedOnHours} h' WHERE published_until IS NULL`);
    await this.add(tx, publishedAheadSeconds);
  }

  private async add(tx: EntityManager, aheadSeconds: number): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const published = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(published);
    const described = { alg: 'ES256', use: 'sig', kid };
    const sealed = this.masterKey.seal(use, kid, Buffer.from(JSON.stringify({ ...(await exportJWK(privateKey)), ...described })));
    await tx.query(
      `INSERT INTO oidc_signing_key (kid, public_jwk, private_jwk, created_at, signs_from) VALUES ($1, $2, $3, now(), now() + interval '${aheadSeconds} s')`,
      [kid, JSON.stringify({ ...published, ...described }), sealed],
    );
  }

  private async read(): Promise<KeyRing> {
    const rows: KeyColumns[] = await this.db.query(
      `SELECT kid, private_jwk FROM oidc_signing_key WHERE ${isPublished} ORDER BY ${signingFirst}`,
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
