import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrderBook } from '../../test/odata/order-book.source.js';
import { SapClient } from '../../test/odata/sap.client.js';

describe('calling functions', () => {
  let book: OrderBook;
  let sap: SapClient;
  beforeEach(async () => {
    book = OrderBook.withOrders();
    sap = await SapClient.start(book);
  });
  afterEach(() => sap.stop());

  const availability = (query: string) => sap.get(`API_PRODUCT_AVAILY_INFO_BASIC/DetermineAvailabilityAt?${query}`);
  const goodsIssue = (headers: Record<string, string>, delivery = "'80000001'") =>
    sap.write('POST', `API_OUTBOUND_DELIVERY_SRV;v=0002/PostGoodsIssue?DeliveryDocument=${delivery}`, undefined, headers);

  it('reads parameters as URL literals and wraps a single result in the name of the function', async () => {
    const reply = await availability(
      "SupplyingPlant='1010'&Material='TG11'&ATPCheckingRule='A'&RequestedUTCDateTime=datetimeoffset'2026-01-01T00:00:00Z'",
    );
    expect(reply.json.d.DetermineAvailabilityAt).toEqual({
      __metadata: { type: 'API_PRODUCT_AVAILY_INFO_BASIC.AvailabilityRecord' },
      PeriodStartUTCDateTime: '/Date(1767225600000+0000)/',
      PeriodStartTimeZone: '',
      PeriodEndUTCDateTime: null,
      PeriodEndTimeZone: '',
      AvailableQuantityInBaseUnit: '7.500',
      BaseUnit: 'KG',
    });
  });

  it('refuses a parameter that is missing, unknown, or no literal of its type', async () => {
    const good = "SupplyingPlant='1010'&Material='TG11'&ATPCheckingRule='A'";
    for (const query of [good, `${good}&RequestedUTCDateTime='x'`, `${good}&RequestedUTCDateTime=now`, `${good}&Nothing='1'`]) {
      expect((await availability(query)).status).toBe(400);
    }
  });

  it('answers 405 to a call by the wrong method', async () => {
    expect((await sap.get("API_OUTBOUND_DELIVERY_SRV;v=0002/PostGoodsIssue?DeliveryDocument='80000001'")).status).toBe(405);
  });

  it('changes a document only with its current etag', async () => {
    expect((await goodsIssue({})).status).toBe(428);
    expect((await goodsIssue({ 'if-match': 'W/"0"' })).status).toBe(412);
    expect(book.rows('deliveries')[0]).toMatchObject({ OverallGoodsMovementStatus: 'A' });
    const reply = await goodsIssue({ 'if-match': 'W/"1"' });
    expect(reply.status).toBe(200);
    expect(reply.json.d.results).toMatchObject([{ __metadata: { type: 'API_OUTBOUND_DELIVERY_SRV.PickingReport' }, DeliveryDocument: '0080000001' }]);
    expect(reply.headers.get('sap-message')).toContain('VL/311');
    expect(book.rows('deliveries')[0]).toMatchObject({ OverallGoodsMovementStatus: 'C' });
  });
});
