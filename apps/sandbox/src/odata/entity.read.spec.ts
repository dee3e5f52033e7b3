import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrderBook } from '../../test/odata/order-book.source.js';
import { SapClient } from '../../test/odata/sap.client.js';

describe('reading entities', () => {
  let sap: SapClient;
  beforeAll(async () => {
    sap = await SapClient.start(OrderBook.withOrders(), { pageSize: 2 });
  });
  afterAll(() => sap.stop());

  const orders = async (query: string) => (await sap.get(`API_SALES_ORDER_SRV/A_SalesOrder?${query}`)).json.d;

  it('names the entity sets in the service document', async () => {
    const reply = await sap.get('API_SALES_ORDER_SRV/');
    expect(reply.json.d.EntitySets).toContain('A_SalesOrder');
  });

  it('answers one entity with its metadata, etag, wire formats and links', async () => {
    const reply = await sap.get("API_SALES_ORDER_SRV/A_SalesOrder('0000000001')");
    const uri = `${sap.url}/API_SALES_ORDER_SRV/A_SalesOrder('0000000001')`;
    expect(reply.headers.get('etag')).toBe('W/"1767225600000"');
    expect(reply.headers.get('dataserviceversion')).toBe('2.0');
    expect(reply.json.d).toMatchObject({
      __metadata: { id: uri, uri, type: 'API_SALES_ORDER_SRV.A_SalesOrderType', etag: 'W/"1767225600000"' },
      SalesOrder: '0000000001',
      TotalNetAmount: '100.500',
      SalesOrderDate: '/Date(1768003200000)/',
      LastChangeDateTime: '/Date(1767225600000+0000)/',
      to_Item: { __deferred: { uri: `${uri}/to_Item` } },
    });
  });

  it('gives what a row leaves out as the initial value of its type', async () => {
    const reply = await sap.get("API_SALES_ORDER_SRV/A_SalesOrder('1')");
    expect(reply.json.d).toMatchObject({
      SalesOrderType: '',
      CompleteDeliveryIsDefined: false,
      AccountingExchangeRate: '0.00000',
      PricingDate: null,
    });
  });

  it('takes a key with or without its leading zeros', async () => {
    const short = await sap.get("API_SALES_ORDER_SRV/A_SalesOrder('1')");
    const long = await sap.get("API_SALES_ORDER_SRV/A_SalesOrder(SalesOrder='0000000001')");
    expect(short.json.d.SalesOrder).toBe('0000000001');
    expect(long.json).toEqual(short.json);
  });

  it('finds an entity by a key of several properties', async () => {
    const reply = await sap.get("API_SALES_ORDER_SRV/A_SalesOrderItem(SalesOrder='1',SalesOrderItem='20')");
    expect(reply.json.d).toMatchObject({ SalesOrderItem: '000020', Material: 'TG12' });
    expect(reply.json.d.__metadata.uri).toMatch(/A_SalesOrderItem\(SalesOrder='0000000001',SalesOrderItem='000020'\)$/);
  });

  it('refuses a key with a part missing, unknown or of a wrong type', async () => {
    for (const key of ["SalesOrder='1'", "SalesOrder='1',Item='10'", "SalesOrder=1,SalesOrderItem='10'"]) {
      expect((await sap.get(`API_SALES_ORDER_SRV/A_SalesOrderItem(${key})`)).status).toBe(400);
    }
  });

  it('answers 404 for an unknown service, set, entity or segment', async () => {
    const paths = [
      'API_NOTHING/A_SalesOrder',
      'API_SALES_ORDER_SRV/A_Nothing',
      "API_SALES_ORDER_SRV/A_SalesOrder('99')",
      "API_SALES_ORDER_SRV/A_SalesOrder('1')/to_Nothing",
    ];
    for (const path of paths) {
      const reply = await sap.get(path);
      expect(reply.status).toBe(404);
      expect(reply.json.error.message.value).toBeTruthy();
    }
  });

  it('follows navigations to many, to one, to a value and to a raw value', async () => {
    const items = await sap.get("API_SALES_ORDER_SRV/A_SalesOrder('1')/to_Item?$select=Material");
    expect(items.json.d.results.map((item: { Material: string }) => item.Material)).toEqual(['TG11', 'TG12']);
    const order = await sap.get("API_SALES_ORDER_SRV/A_SalesOrder('1')/to_Item(SalesOrder='1',SalesOrderItem='10')/to_SalesOrder");
    expect(order.json.d.SalesOrder).toBe('0000000001');
    const value = await sap.get("API_SALES_ORDER_SRV/A_SalesOrder('1')/TotalNetAmount");
    expect(value.json).toEqual({ d: { TotalNetAmount: '100.500' } });
    expect((await sap.get("API_SALES_ORDER_SRV/A_SalesOrder('1')/TotalNetAmount/$value")).text).toBe('100.500');
  });

  it('shows only what $select names', async () => {
    const [first] = (await orders('$select=SalesOrder,to_Item')).results;
    expect(Object.keys(first)).toEqual(['__metadata', 'SalesOrder', 'to_Item']);
  });

  it('puts expanded entities in place of links, nested and with a selection of their own', async () => {
    const [first] = (await orders('$select=SalesOrder,to_Item/Material,to_Item/to_SalesOrder&$expand=to_Item/to_SalesOrder')).results;
    expect(first.to_Item.results).toHaveLength(2);
    expect(first.to_Item.results[0]).toMatchObject({ Material: 'TG11', to_SalesOrder: { SalesOrder: '0000000001' } });
    expect(first.to_Item.results[0]).not.toHaveProperty('SalesOrderItem');
  });

  it('refuses to select or expand what the metadata has not', async () => {
    for (const query of ['$select=Nothing', '$expand=to_Nothing', '$select=SalesOrder&$apply=x', '$format=atom']) {
      expect((await sap.get(`API_SALES_ORDER_SRV/A_SalesOrder?${query}`)).status).toBe(400);
    }
  });

  it('orders by several properties, amounts as numbers', async () => {
    const { results } = await orders('$orderby=TransactionCurrency desc,TotalNetAmount&$top=2&$select=TotalNetAmount');
    expect(results.map((order: { TotalNetAmount: string }) => order.TotalNetAmount)).toEqual(['3000.250', '20.000']);
    expect((await sap.get('API_SALES_ORDER_SRV/A_SalesOrder?$orderby=Nothing')).status).toBe(400);
    expect((await sap.get('API_SALES_ORDER_SRV/A_SalesOrderText?$orderby=LongText')).status).toBe(400);
  });

  it('skips, limits and counts', async () => {
    const page = await orders('$skip=1&$top=1&$inlinecount=allpages&$select=SalesOrder');
    expect(page).toMatchObject({ __count: '3', results: [{ SalesOrder: '0000000002' }] });
    expect(page).not.toHaveProperty('__next');
    expect((await sap.get("API_SALES_ORDER_SRV/A_SalesOrder/$count?$filter=TransactionCurrency eq 'EUR'")).text).toBe('2');
    expect((await sap.get('API_SALES_ORDER_SRV/A_SalesOrder?$top=-1')).status).toBe(400);
  });

  it('gives a long collection in pages that keep filter, order and limit', async () => {
    const first = await orders("$orderby=SalesOrder desc&$select=SalesOrder&$filter=SalesOrder ne '9'&$top=3");
    expect(first.results).toHaveLength(2);
    const second = await sap.get(first.__next.replace(`${sap.url}/`, ''));
    expect(second.json.d.results).toMatchObject([{ SalesOrder: '0000000001' }]);
    expect(second.json.d).not.toHaveProperty('__next');
  });
});
