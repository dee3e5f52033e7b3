import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** A record of a system that changed. `id` is the system's own key. */
export interface ChangedRecord {
  systemId: string;
  type: string;
  id: string;
}

const channel = 'strata_changed';
/** A notification carries less than 8,000 bytes. */
const payloadBytes = 7_500;
/** Changes that come together are told together. */
const gatherMs = 5;
/** More than this at once is a load of its own: the lifetimes of what is known do the rest. */
const gatheredAtMost = 5_000;

type Told = [systemId: string, type: string, id: string];

/**
 * Tells other processes which records changed, and hears it from them: LISTEN and NOTIFY on one connection. What is not
 * heard, because the database is away, costs the lifetime of what a process knows and nothing else.
 */
export class ChangeNotices {
  /** Own notices come back too, and are left alone. */
  private readonly self = randomBytes(6).toString('base64url');
  private client: Client | undefined;
  private stopped = false;
  private gathered: Told[] = [];
  private sending: NodeJS.Timeout | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly onChanged: (records: ChangedRecord[]) => void,
    private readonly reconnectMs = 1_000,
  ) {}

  /** Listens, and goes on by itself when the database is away or comes back. */
  async start(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, application_name: 'strata-changes', connectionTimeoutMillis: 5_000 });
    client.on('notification', ({ payload }) => this.hear(payload ?? ''));
    client.on('error', () => this.lost(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch {
      await client.end().catch(() => undefined);
      if (!this.stopped) void this.restart();
      return;
    }
    this.client = client;
    if (this.stopped) await client.end();
  }

  /** Tells the other processes, a moment later. */
  tell(records: readonly ChangedRecord[]): void {
    if (this.gathered.length >= gatheredAtMost) return;
    for (const { systemId, type, id } of records) this.gathered.push([systemId, type, id]);
    this.sending ??= setTimeout(() => this.send(), gatherMs);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.sending);
    await this.client?.end();
  }

  private send(): void {
    this.sending = undefined;
    const payloads = payloadsOf(this.self, this.gathered);
    this.gathered = [];
    // A connection that breaks says so to its listener as well; what it did not tell is not told again.
    void this.client?.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [channel, payloads]).catch(() => undefined);
  }

  /** Whoever may use the database can notify, and another release may tell it otherwise: what is none of ours is left alone. */
  private hear(payload: string): void {
    const notice = noticeIn(payload);
    if (notice && notice.from !== this.self) this.onChanged(notice.changed.map(([systemId, type, id]) => ({ systemId, type, id })));
  }

  private lost(client: Client): void {
    if (client !== this.client) return;
    this.client = undefined;
    void this.restart();
  }

  private async restart(): Promise<void> {
    await sleep(this.reconnectMs);
    if (!this.stopped) await this.start();
  }
}

function noticeIn(payload: string): { from: string; changed: Told[] } | undefined {
  try {
    const notice = JSON.parse(payload) as { from: string; changed: unknown } | null;
    const isOurs = Array.isArray(notice?.changed) && notice.changed.every((told) => Array.isArray(told) && told.length === 3 && told.every((each) => typeof each === 'string'));
    return isOurs ? (notice as { from: string; changed: Told[] }) : undefined;
  } catch {
    // Not JSON: none of ours, as the caller says.
    return undefined;
  }
}

/** As many notices as their size needs, each record once. */
function payloadsOf(from: string, records: readonly Told[]): string[] {
  const distinct = [...new Set(records.map((record) => JSON.stringify(record)))];
  const payloads: string[][] = [];
  let bytes = payloadBytes;
  for (const record of distinct) {
    const size = Buffer.byteLength(record) + 1;
    if (bytes + size > payloadBytes) {
      payloads.push([]);
      bytes = 0;
    }
    payloads.at(-1)!.push(record);
    bytes += size;
  }
  return payloads.map((each) => `{"from":${JSON.stringify(from)},"changed":[${each.join(',')}]}`);
}
