import { Client } from 'pg';

/** How long changes are collected before the database is asked what they were. */
const collectMs = 20;

interface Awaited {
  statuses: readonly string[];
  goOn(): void;
}

/**
 * Sees changes of orders on PostgreSQL's channel, where the platform tells them when a view is written. One listener for
 * all orders costs the machine least.
 */
export class OrderWatch {
  readonly database: Client;
  private readonly told = new Set<string>();
  private readonly firstChange = new Map<string, () => void>();
  private readonly awaited = new Map<string, Awaited>();
  private readonly changed = new Set<string>();
  private asking: NodeJS.Timeout | undefined;

  private constructor(database: Client) {
    this.database = database;
    database.on('notification', ({ payload = '' }) => this.tell(payload));
  }

  static async open(databaseUrl: string): Promise<OrderWatch> {
    const database = new Client({ connectionString: databaseUrl, application_name: 'strata-bench' });
    await database.connect();
    await database.query('LISTEN strata_order');
    return new OrderWatch(database);
  }

  async close(): Promise<void> {
    clearTimeout(this.asking);
    await this.database.end();
  }

  /** The first change of an order, also one that was told before this is called. */
  async firstChangeOf(orderId: string): Promise<void> {
    if (this.told.delete(orderId)) return;
    await new Promise<void>((resolve) => this.firstChange.set(orderId, resolve));
  }

  /** Until the view has one of the statuses. */
  async reaches(orderId: string, statuses: readonly string[]): Promise<void> {
    await new Promise<void>((goOn) => {
      this.awaited.set(orderId, { statuses, goOn });
      // It may be there already.
      this.look(orderId);
    });
  }

  /** Later changes of the orders so far are of no interest. */
  forget(): void {
    this.told.clear();
  }

  private tell(orderId: string): void {
    const goOn = this.firstChange.get(orderId);
    this.firstChange.delete(orderId);
    if (goOn) goOn();
    else if (this.awaited.has(orderId)) this.look(orderId);
    else this.told.add(orderId);
  }

  private look(orderId: string): void {
    this.changed.add(orderId);
    this.asking ??= setTimeout(() => void this.ask(), collectMs);
  }

  private async ask(): Promise<void> {
    const orderIds = [...this.changed];
    this.changed.clear();
    this.asking = undefined;
    const { rows } = await this.database.query<{ orderId: string; status: string }>('SELECT order_id AS "orderId", status FROM order_view WHERE order_id = ANY($1)', [orderIds]);
    for (const { orderId, status } of rows) {
      const waiting = this.awaited.get(orderId);
      if (waiting?.statuses.includes(status) !== true) continue;
      this.awaited.delete(orderId);
      waiting.goOn();
    }
  }
}
