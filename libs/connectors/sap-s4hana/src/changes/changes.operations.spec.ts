import { afterEach, describe, expect, it } from 'vitest';
import type { ErpConnector } from '#connector-kit';
import { GatewayFake, settingsOf, silentDeps, someContext } from '../../test/gateway.fake.js';
import { createSapConnector } from '../sap-s4hana.connector.js';

const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});

/** A delivery as the gateway shows it; nothing here needs its lines. */
function delivery(number: number, version = '0001', day = '2025-12-01') {
  return {
    __metadata: { etag: `W/"'${version}'"` },
    DeliveryDocument: String(number).padStart(10, '0'),
    ShippingPoint: '1010',
    CreationDate: `/Date(${Date.parse(day)})/`,
    LastChangeDate: null,
    ActualGoodsMovementDate: null,
    OverallPickingStatus: 'A',
    OverallGoodsMovementStatus: 'A', OverallProofOfDeliveryStatus: '', ProofOfDeliveryDate: null,
    Warehouse: '',
    DistrStatusByDecentralizedWrhs: '',
    to_DeliveryDocumentItem: { results: [] },
  };
}

/** A system whose deliveries are those of the list, as far as a filter by key goes. */
async function systemOf(deliveries: ReturnType<typeof delivery>[]): Promise<{ erp: ErpConnector; gateway: GatewayFake }> {
  const gateway = new GatewayFake(({ query }) => {
    const filter = query.get('$filter') ?? '';
    const keys = [...filter.matchAll(/DeliveryDocument eq '(\d+)'/g)].map(([, key]) => key);
    const [, after = ''] = /DeliveryDocument gt '(\d+)'/.exec(filter) ?? [];
    const found = deliveries.filter(({ DeliveryDocument: key }) => (keys.length > 0 ? keys.includes(key) : key > after));
    return { body: { d: { results: found.slice(0, Number(query.get('$top') ?? 1000)) } } };
  });
  const erp = createSapConnector(settingsOf(await gateway.start()), { ...silentDeps, now: () => Date.parse('2025-12-01T12:00:00Z') });
  opened.push({ stop: () => erp.close().then(() => gateway.stop()) });
  return { erp, gateway };
}

const read = (erp: ErpConnector, cursor?: string) => erp.changes(someContext(), { resource: 'delivery', cursor });

describe('changes of deliveries, which carry no more than a date', () => {
  it('are looked for from a day ago, and come once', async () => {
    const { erp, gateway } = await systemOf([delivery(1), delivery(2)]);
    const first = await read(erp);
    expect(gateway.calls[0]?.query.get('$filter')).toBe("LastChangeDate ge datetime'2025-11-30T00:00:00' or CreationDate ge datetime'2025-11-30T00:00:00'");
    expect(first.documents.map(({ id }) => id)).toEqual(['1', '2']);
    expect((await read(erp, first.cursor)).documents).toEqual([]);
  });

  it('come again when the delivery has changed within the day', async () => {
    const deliveries = [delivery(1), delivery(2)];
    const { erp } = await systemOf(deliveries);
    const { cursor } = await read(erp);
    deliveries[0] = delivery(1, '0002');
    expect((await read(erp, cursor)).documents.map(({ id }) => id)).toEqual(['1']);
  });

  it('come again to a reader that lost its answer, and to one of another process', async () => {
    const deliveries = [delivery(1)];
    const { erp } = await systemOf(deliveries);
    const { cursor } = await read(erp);
    deliveries.push(delivery(2));
    expect((await read(erp, cursor)).documents.map(({ id }) => id)).toEqual(['2']);
    expect((await read(erp, cursor)).documents.map(({ id }) => id)).toEqual(['2']);
    const { erp: other } = await systemOf(deliveries);
    expect((await read(other, cursor)).documents.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('come in portions, none of them twice and none left out', async () => {
    const { erp } = await systemOf(Array.from({ length: 120 }, (_, at) => delivery(at + 1)));
    const ids: string[] = [];
    let cursor: string | undefined;
    let more = true;
    for (let calls = 0; more && calls < 10; calls += 1) {
      const page = await read(erp, cursor);
      ids.push(...page.documents.map(({ id }) => id));
      ({ cursor, more } = page);
    }
    expect(ids).toEqual(Array.from({ length: 120 }, (_, at) => String(at + 1)));
  });

  it('are refused for a cursor that is none', async () => {
    const { erp } = await systemOf([]);
    await expect(read(erp, 'yesterday')).rejects.toMatchObject({ kind: 'invalid' });
  });
});
