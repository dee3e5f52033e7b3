import type { DataSource } from 'typeorm';
import { StrataError } from '#canonical';

/** Of a table with `changed_tx`: rows before it are all committed or never will be. Valid for the statement that asks. */
export const horizonNow = 'pg_snapshot_xmin(pg_current_snapshot())';

export interface TokenContent {
  /** What it goes on with: `export:orders`, `sync`. A token of one kind is none of another. */
  kind: string;
  /** Of the principal who was given it, with the rows that it may see: see `holderOf`. */
  principalId: string;
  /** Transaction id as text: the holder has every row whose `changed_tx` is lower. */
  horizon: string;
  /** Whatever else the reader must repeat when it goes on; compared by nobody here. */
  filter?: unknown;
}

export interface ExpectedToken {
  kind: string;
  principalId: string;
  /** JSON pointer of the field that holds it: `/since`. */
  pointer: string;
  /** What to do instead, said in the 410: `ask without since, which gives everything`. */
  startOver: string;
}

interface Sealed extends TokenContent {
  version: 1;
  cluster: string;
  /** ms since 1970. */
  madeAt: number;
}

const validForMs = 30 * 24 * 3_600_000;

/**
 * Where a reader goes on who has read everything up to a moment. Opaque to readers, and no secret: it opens nothing that
 * its holder may not read anyway. It is good for 30 days, for the client who was given it, and for the database it is of:
 * another one, or a backup from before it, counts transactions of its own.
 */
export class ChangeTokens {
  private cluster: Promise<string> | undefined;

  /** @param db of the reader or the writer */
  constructor(private readonly db: DataSource) {}

  /** @param now ms since 1970 */
  async issue({ kind, principalId, horizon, filter }: TokenContent, now = Date.now()): Promise<string> {
    const sealed: Sealed = { version: 1, kind, principalId, horizon, ...(filter !== undefined && { filter }), cluster: await this.ofThisCluster(), madeAt: now };
    return Buffer.from(JSON.stringify(sealed)).toString('base64url');
  }

  /** Throws `invalid` for what is no token of ours, `gone` for one that does not fit any more or belongs to somebody else. */
  async read(token: string, { kind, principalId, pointer, startOver }: ExpectedToken, now = Date.now()): Promise<TokenContent & { madeAt: number }> {
    const sealed = contentOf(token);
    const name = pointer.slice(1);
    if (!sealed) throw new StrataError('invalid', `${name} must be a token that an earlier answer gave`, { fields: [{ pointer, detail: 'expected a token that an earlier answer gave' }] });
    const gone = (why: string) => new StrataError('gone', `${name} ${why}; to start over, ${startOver}`, { fields: [{ pointer, detail: startOver }], reason: 'token-gone' });
    if (sealed.kind !== kind) throw gone('is a token of something else');
    if (sealed.principalId !== principalId) throw gone('was given to another client, or for other customers');
    if (sealed.madeAt < now - validForMs) throw gone('is older than 30 days');
    if (sealed.cluster !== (await this.ofThisCluster()) || (await this.isAhead(sealed.horizon))) throw gone('is of another database, or of a time that this one does not know');
    const { version: _version, cluster: _cluster, ...content } = sealed;
    return content;
  }

  private ofThisCluster(): Promise<string> {
    this.cluster ??= this.askForCluster().catch((error: unknown) => {
      this.cluster = undefined;
      throw error;
    });
    return this.cluster;
  }

  private async askForCluster(): Promise<string> {
    const [row]: { cluster: string }[] = await this.db.query(`SELECT system_identifier || '/' || current_database() AS cluster FROM pg_control_system()`);
    return row!.cluster;
  }

  /** A backup that was played back has not seen the transaction yet. */
  private async isAhead(horizon: string): Promise<boolean> {
    const [row]: { ahead: boolean }[] = await this.db.query(`SELECT $1::xid8 > pg_snapshot_xmax(pg_current_snapshot()) AS ahead`, [horizon]);
    return row!.ahead;
  }
}

function contentOf(token: string): Sealed | undefined {
  try {
    const { version, kind, principalId, horizon, cluster, madeAt, ...more } = JSON.parse(Buffer.from(token, 'base64url').toString()) as Record<string, unknown>;
    const isOurs = version === 1 && [kind, principalId, cluster].every((each) => typeof each === 'string') && typeof madeAt === 'number' && typeof horizon === 'string' && /^\d{1,19}$/.test(horizon);
    return isOurs ? ({ version, kind, principalId, horizon, cluster, madeAt, ...more } as Sealed) : undefined;
  } catch {
    // Not JSON: none of ours, as the caller says.
    return undefined;
  }
}
