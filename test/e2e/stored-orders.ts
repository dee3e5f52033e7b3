import type { EngineAdmin } from '#durable';
import { eventually } from '../harness/web-client.js';

type Json = Record<string, any>;

/** States of orders, as the durable engine keeps them. */
export class StoredOrders {
  constructor(private readonly engine: EngineAdmin) {}

  async schemaVersionOf(orderId: string): Promise<number> {
    return (await this.state(orderId))['schemaVersion'];
  }

  /** Puts in place what a build of schema version 1 would have stored of an order that rests. */
  async makeVersion1(orderId: string): Promise<void> {
    const order = [...Buffer.from(JSON.stringify(asVersion1(await this.state(orderId))), 'utf8')];
    await this.engine.call('POST', '/services/o2c.Order/state', { object_key: orderId, new_state: { order } });
    await eventually(() => this.schemaVersionOf(orderId), (version) => version === 1, (version) => `the state of order ${orderId} is of version ${version}`);
  }

  private async state(orderId: string): Promise<Json> {
    const [row] = await this.engine.query<{ value: string }>(`SELECT value_utf8 AS value FROM state WHERE service_name = 'o2c.Order' AND service_key = '${orderId}' AND key = 'order'`);
    return JSON.parse(row?.value ?? '{}') as Json;
  }
}

/** Version 1 kept quantities in lists, and knew no readings, tasks, flags, returns or holds let go; nor an invoice's share of an order. */
function asVersion1({ returns: _returns, released: _released, flags: _flags, tasks: _tasks, ...state }: Json): Json {
  const listed = ({ seenAt: _seen, own: _own, lines, ...document }: Json): Json => ({ ...document, lines: Object.entries(lines as Record<string, string>).map(([lineId, value]) => ({ lineId, value })) });
  const { seenAt: _seenAt, ...salesOrder } = state['salesOrder'] as Json;
  return { ...state, schemaVersion: 1, salesOrder, deliveries: (state['deliveries'] as Json[]).map(listed), invoices: (state['invoices'] as Json[]).map(listed) };
}
