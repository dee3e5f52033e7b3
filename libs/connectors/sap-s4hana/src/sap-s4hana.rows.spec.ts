import { afterEach, describe, expect, it } from 'vitest';
import { GatewayFake, settingsOf, silentDeps, someContext } from '../test/gateway.fake.js';
import { select } from './odata/selection.js';
import { SapClient, type SapCall } from './sap-s4hana.client.js';
import { SapS4HanaSettings } from './sap-s4hana.config.js';
import { listByKeys, listRows } from './sap-s4hana.rows.js';

const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});

const selection = select('API_SALES_ORDER_SRV', 'A_SalesOrder', { fields: ['SalesOrder'] });
const call = (): SapCall => ({ ctx: someContext(), operation: 'findSalesOrders' });

/** A gateway that gives so many rows with a page, of as many as there are, and names the next page by an address of its own. */
async function paging({ there, perPage, endless = false }: { there: number; perPage: number; endless?: boolean }) {
  const gateway = new GatewayFake(({ query }) => {
    const from = Number(query.get('$skiptoken') ?? 0);
    const to = Math.min(from + perPage, Number(query.get('$top') ?? there));
    const results = Array.from({ length: to - from }, (_, at) => ({ SalesOrder: String(from + at + 1).padStart(10, '0') }));
    const next = new URLSearchParams([...query.entries()].filter(([name]) => name !== '$skiptoken'));
    next.set('$skiptoken', String(to));
    const more = endless || to < Math.min(there, Number(query.get('$top') ?? there));
    return { body: { d: { results, ...(more && { __next: `https://internal.example:44300/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder?${next.toString()}` }) } } };
  });
  const client = new SapClient(settingsOf(await gateway.start()), Object.assign(new SapS4HanaSettings(), { sapClient: '100' }), silentDeps);
  opened.push({ stop: () => client.close().then(() => gateway.stop()) });
  return { gateway, client };
}

describe('a list that the server hands out in pages', () => {
  it('is read to its end, with the same question on every page', async () => {
    const { client, gateway } = await paging({ there: 7, perPage: 3 });
    const rows = await listRows(client, call(), selection, { filter: "SalesOrder gt ''", orderBy: 'SalesOrder' });
    expect(rows.map(({ SalesOrder }) => SalesOrder)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(gateway.calls).toHaveLength(3);
    for (const { query } of gateway.calls) expect([query.get('$filter'), query.get('$orderby'), query.getAll('sap-client')]).toEqual(["SalesOrder gt ''", 'SalesOrder', ['100']]);
  });

  it('is read as far as rows are wanted, also when a page holds fewer', async () => {
    const { client, gateway } = await paging({ there: 100, perPage: 3 });
    expect(await listRows(client, call(), selection, { top: 5 })).toHaveLength(5);
    expect(gateway.calls).toHaveLength(2);
  });

  it('of keys is read to its end as well', async () => {
    const { client } = await paging({ there: 7, perPage: 3 });
    expect(await listByKeys(client, call(), selection, ['1'], () => "SalesOrder eq '1'")).toHaveLength(7);
  });

  it('without an end is given up', async () => {
    const { client, gateway } = await paging({ there: 1_000, perPage: 1, endless: true });
    await expect(listRows(client, call(), selection, {})).rejects.toMatchObject({ kind: 'unavailable', details: { reason: 'unreadable-answer' } });
    expect(gateway.calls).toHaveLength(50);
  });
});
