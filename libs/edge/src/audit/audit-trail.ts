import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { StrataError } from '#canonical';
import { AuditCheckpoints, AuditLog, AuditReader, MasterKey, ownConnections, SubjectKeys, type AuditEntry } from '#store';
import { RefusalSample } from './refusal-sample.js';

export interface AuditSettings {
  databaseUrl: string;
  /** 32 bytes in base64. Left out: nothing personal is kept, and nothing is signed. */
  masterKey?: string;
  /** Folder for the signed checkpoints. */
  checkpoints?: string;
  /** Proxies in front whose word on the caller's address is believed. */
  trustedProxies: number;
}

/** ms that a write waits for its row. */
const withinMs = 10_000;

/** Who did what to which record, when, from where and by which authority. One per process, with connections of its own. */
@Injectable()
export class AuditTrail implements OnApplicationShutdown {
  readonly reader: AuditReader;
  readonly keys?: SubjectKeys;
  readonly trustedProxies: number;
  private readonly logger = new Logger('Audit');
  private readonly pool: Pool;
  private readonly log: AuditLog;
  private readonly checkpoints?: AuditCheckpoints;
  private readonly refusals = new RefusalSample((entry) => this.log.note(entry));
  private readonly customers = new LRUCache<string, string>({ max: 10_000 });

  constructor({ databaseUrl, masterKey, checkpoints, trustedProxies }: AuditSettings) {
    this.trustedProxies = trustedProxies;
    this.pool = ownConnections(databaseUrl, { name: 'strata-audit', timeoutMs: withinMs, connectMs: 2_000 });
    const master = masterKey === undefined ? undefined : MasterKey.fromBase64(masterKey);
    this.keys = master && new SubjectKeys(this.pool, master);
    this.checkpoints = master && new AuditCheckpoints({ pool: this.pool, master, folder: checkpoints, onFailed: (error) => this.logger.error(`no checkpoint: ${codeOf(error)}`) });
    this.log = new AuditLog({ pool: this.pool, keys: this.keys, onAppended: this.checkpoints?.appended, onLost: (error, rows) => this.logger.error(`${rows} rows of the audit trail are lost: ${codeOf(error)}`) });
    this.reader = new AuditReader(this.pool, this.keys);
  }

  /** Of what is refused unless it can be told: resolves once the row is durable. Throws `unavailable`. */
  async append(entry: AuditEntry): Promise<void> {
    try {
      await this.log.append(entry);
    } catch (cause) {
      throw new StrataError('unavailable', 'our database cannot be reached', { retryAfterMs: 1_000, cause });
    }
  }

  /** Of what is not waited for: written within a tenth of a second or so. */
  note(entry: AuditEntry): void {
    this.log.note(entry);
  }

  /** Of a call that was turned away: a flood of them is counted. */
  noteRefusal(status: number, remote: string, entry: () => AuditEntry): void {
    this.refusals.take(status, remote, entry);
  }

  /** An order as its readers see it. */
  async orderView(orderId: string): Promise<{ customerId: string } | undefined> {
    const { rows } = await this.pool.query<{ view: { customerId: string } }>({ name: 'strata_audit_order', text: 'SELECT view FROM order_view WHERE order_id = $1', values: [orderId] });
    return rows[0]?.view;
  }

  /** Public id of the customer of an order. */
  async customerOf(orderId: string): Promise<string | undefined> {
    const known = this.customers.get(orderId) ?? (await this.orderView(orderId))?.customerId;
    if (known !== undefined) this.customers.set(orderId, known);
    return known;
  }

  async onApplicationShutdown(): Promise<void> {
    this.refusals.end();
    await this.log.close();
    await this.checkpoints?.sign();
    await this.pool.end();
  }
}

/** What a database says of a row repeats its values: of it the code alone is told. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: string; name?: string };
  return code ?? name ?? 'unknown';
}
