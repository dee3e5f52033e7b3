import { afterEach, describe, expect, it } from 'vitest';
import type { ErpConnector } from '#connector-kit';
import { GatewayFake, settingsOf, silentDeps, someContext } from '../../test/gateway.fake.js';
import { createSapConnector } from '../sap-s4hana.connector.js';

const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});

const day = (date: string) => `/Date(${Date.parse(date)})/`;
const reference = { ReferenceSDDocument: '0000001000', ReferenceSDDocumentItem: '000010', ReferenceSDDocumentCategory: 'C' };

/** A return that was entered weeks ago, as the gateway shows it. */
const returned = {
  CustomerReturn: '0060000001', CreationDate: day('2025-11-01'), LastChangeDate: null, LastChangeDateTime: '/Date(1761998400000+0000)/', OverallSDProcessStatus: 'A',
  OverallSDDocumentRejectionSts: 'A', SoldToParty: '0001000001', SDDocumentReason: '',
  to_Item: { results: [{ CustomerReturnItem: '000010', Material: 'TG0001', RequestedQuantity: '3', RequestedQuantityUnit: 'PC', SalesDocumentRjcnReason: '', ...reference }] },
};
const receipt = (status: string) => ({
  DeliveryDocument: '0084000001', CreationDate: day('2025-12-01'), LastChangeDate: day('2025-12-01'), OverallGoodsMovementStatus: status,
  to_DeliveryDocumentItem: { results: [{ ReferenceSDDocument: '0060000001' }] },
});
const receiptItem = (status: string) => ({
  DeliveryDocument: '0084000001', ReferenceSDDocument: '0060000001', ReferenceSDDocumentItem: '000010', ActualDeliveryQuantity: '3', GoodsMovementStatus: status,
});

/** A system whose only changes of today are those of returns deliveries: `status` of their goods movement, undefined for none. */
async function systemOf(now: { status?: string }): Promise<{ erp: ErpConnector; gateway: GatewayFake }> {
  const gateway = new GatewayFake(({ path, query }) => {
    const entity = path.split('/').at(-1);
    const { status } = now;
    const rows = {
      A_CustomerReturn: query.get('$filter')?.includes('CustomerReturn eq') ? [returned] : [],
      A_ReturnsDeliveryHeader: status === undefined ? [] : [receipt(status)],
      A_ReturnsDeliveryItem: status === undefined ? [] : [receiptItem(status)],
    }[entity ?? ''];
    return { body: { d: { results: rows ?? [] } } };
  });
  const erp = createSapConnector(settingsOf(await gateway.start()), { ...silentDeps, now: () => Date.parse('2025-12-01T12:00:00Z') });
  opened.push({ stop: () => erp.close().then(() => gateway.stop()) });
  return { erp, gateway };
}

const read = (erp: ErpConnector, cursor?: string) => erp.changes(someContext(), { resource: 'return', cursor });

describe('changes of returns, which their receipts do not touch', () => {
  it('are looked for from a day ago, in the returns and in their receipts', async () => {
    const { erp, gateway } = await systemOf({});
    expect((await read(erp)).documents).toEqual([]);
    const since = "datetime'2025-11-30T00:00:00'";
    expect(gateway.calls.map(({ path }) => path)).toEqual(expect.arrayContaining(['/API_CUSTOMER_RETURNS_DELIVERY_SRV;v=0002/A_ReturnsDeliveryHeader', '/API_CUSTOMER_RETURN_SRV/A_CustomerReturn']));
    for (const { query } of gateway.calls) expect(query.get('$filter')).toBe(`LastChangeDate ge ${since} or CreationDate ge ${since}`);
  });

  it('bring a return of weeks ago when its goods are on their way and when they are in, each once', async () => {
    const now: { status?: string } = { status: 'A' };
    const { erp } = await systemOf(now);
    const first = await read(erp);
    expect(first.documents).toMatchObject([{ id: '60000001', salesOrderId: '1000', status: 'open' }]);
    const again = await read(erp, first.cursor);
    expect(again.documents).toEqual([]);
    now.status = 'C';
    const last = await read(erp, again.cursor);
    expect(last.documents).toMatchObject([{ id: '60000001', status: 'received', lines: [{ salesOrderLineId: '10' }] }]);
    expect((await read(erp, last.cursor)).documents).toEqual([]);
  });
});
