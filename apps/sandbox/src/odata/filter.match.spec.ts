import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrderBook } from '../../test/odata/order-book.source.js';
import { SapClient } from '../../test/odata/sap.client.js';

describe('filtering', () => {
  let sap: SapClient;
  beforeAll(async () => {
    sap = await SapClient.start(OrderBook.withOrders());
  });
  afterAll(() => sap.stop());

  const filter = (text: string) => sap.get(`API_SALES_ORDER_SRV/A_SalesOrder?$select=SalesOrder&$filter=${encodeURIComponent(text)}`);
  const found = async (text: string) => (await filter(text)).json.d.results.map((order: { SalesOrder: string }) => Number(order.SalesOrder));

  it.each([
    ["SoldToParty eq '0000004711'", [1, 2]],
    ["SoldToParty eq '4711'", [1, 2]],
    ["'4711' eq SoldToParty", [1, 2]],
    ["SoldToParty ne '4711'", [3]],
    ['TotalNetAmount gt 20M and TotalNetAmount le 100.50M', [1]],
    ['TotalNetAmount ge 100.5', [1, 3]],
    ['TotalNetAmount lt 20.1d', [2]],
    ["SalesOrderDate ge datetime'2026-02-10T00:00:00'", [2, 3]],
    ["SalesOrderDate eq datetime'2026-02-10T00:00:00.0000000'", [2]],
    ["LastChangeDateTime ge datetimeoffset'2026-01-01T01:00:00.002+01:00'", [3]],
    ["not (TransactionCurrency eq 'EUR') or SalesOrder eq '2'", [2, 3]],
    ["TransactionCurrency eq 'EUR' and (SalesOrder eq '1' or SalesOrder eq '3')", [1]],
    ["substringof('0004712',PurchaseOrderByCustomer)", [3]],
    ["startswith(PurchaseOrderByCustomer,'PO of') eq true", [1, 2, 3]],
    ["endswith(tolower(TransactionCurrency),'sd')", [3]],
    ['CompleteDeliveryIsDefined eq false', [1, 2, 3]],
    ['PricingDate eq null and length(SalesOrder) eq 10', [1, 2, 3]],
    ["PurchaseOrderByCustomer eq 'it''s none'", []],
  ])('finds by %s', async (text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  it.each([
    ['a property that does not exist', "Nothing eq 'x'"],
    ['a literal of a wrong type', 'SoldToParty eq 4711'],
    ['a string for a date', "SalesOrderDate eq '2026-02-10'"],
    ['a date that is none', "SalesOrderDate eq datetime'2026-13-45T00:00:00'"],
    ['a string for a decimal', "TotalNetAmount eq '20'"],
    ['a function of OData v4', "contains(SalesOrder,'1')"],
    ['something that is no condition', 'tolower(SalesOrder)'],
    ['broken grammar', "SalesOrder eq '1' and"],
  ])('refuses %s', async (_what, text) => {
    const reply = await filter(text);
    expect(reply.status).toBe(400);
    expect(reply.json.error.code).toBe('005056A509B11EE1B9A8FEC11C21D78E');
  });

  it('refuses a property that the metadata marks as not filterable, naming it', async () => {
    const reply = await sap.get("API_SALES_ORDER_SRV/A_SalesOrderText?$filter=LongText eq 'x'");
    expect(reply.status).toBe(400);
    expect(reply.json.error.innererror.errordetails[0]).toMatchObject({ propertyref: 'LongText', target: 'LongText', severity: 'error' });
  });

  it('hands the equalities of a filter to the source, with internal keys', async () => {
    const seen: unknown[] = [];
    const book = OrderBook.withOrders();
    const orders = book.services[0]!.sets['A_SalesOrder']!;
    const list = orders.list;
    orders.list = (equal) => (seen.push(equal), list(equal));
    const watched = await SapClient.start(book);
    await watched.get(
      "API_SALES_ORDER_SRV/A_SalesOrder?$filter=SoldToParty eq '4711' and TotalNetAmount gt 1M and (SalesOrder eq '1' or SalesOrder eq '2')",
    );
    await watched.stop();
    expect(seen).toEqual([{ SoldToParty: '0000004711' }]);
  });

  it.each([
    ["SoldToParty eq '4711' or PurchaseOrderByCustomer eq 'A' or SoldToParty eq '4712'", [{ SoldToParty: ['0000004711', '0000004712'], PurchaseOrderByCustomer: ['A'] }]],
    ["TransactionCurrency eq 'EUR' and (SoldToParty eq '4711' or PurchaseOrderByCustomer eq 'A')", [{ SoldToParty: ['0000004711'], PurchaseOrderByCustomer: ['A'] }]],
    ["SoldToParty eq '4711' or SoldToParty eq '4712'", []],
    ["SoldToParty eq '4711' or TotalNetAmount gt 1M", []],
    ["not (SoldToParty eq '4711' or PurchaseOrderByCustomer eq 'A')", []],
  ])('hands the alternatives of %s to the source', async (text, expected) => {
    const seen: unknown[] = [];
    const book = OrderBook.withOrders();
    const orders = book.services[0]!.sets['A_SalesOrder']!;
    const list = orders.list;
    orders.list = (equal, wider) => (seen.push(wider?.eitherOf), list(equal, wider));
    const watched = await SapClient.start(book);
    await watched.get(`API_SALES_ORDER_SRV/A_SalesOrder?$filter=${encodeURIComponent(text)}`);
    await watched.stop();
    expect(seen).toEqual([expected]);
  });
});
