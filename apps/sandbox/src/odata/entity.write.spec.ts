import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrderBook } from '../../test/odata/order-book.source.js';
import { SapClient } from '../../test/odata/sap.client.js';

const ORDERS = 'API_SALES_ORDER_SRV/A_SalesOrder';

describe('writing entities', () => {
  let book: OrderBook;
  let sap: SapClient;
  const faults: unknown[] = [];
  beforeEach(async () => {
    book = OrderBook.withOrders();
    sap = await SapClient.start(book, { onFault: (error) => faults.push(error) });
  });
  afterEach(() => sap.stop());

  const create = (body: unknown) => sap.write('POST', ORDERS, body);
  const change = (body: unknown, headers: Record<string, string> = {}) => sap.write('MERGE', `${ORDERS}('1')`, body, headers);
  const etag = async () => (await sap.get(`${ORDERS}('1')`)).headers.get('etag') ?? '';

  it('creates an order with its items and echoes the children that came with it', async () => {
    const reply = await create({
      SoldToParty: '4711',
      RequestedDeliveryDate: '/Date(1767225600000)/',
      to_Item: [{ Material: 'TG11', RequestedQuantity: '2.5' }],
      to_Partner: { results: [{ PartnerFunction: 'WE', Customer: '4712' }] },
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`${sap.url}/${ORDERS}('0000000004')`);
    expect(reply.headers.get('etag')).toBe(reply.json.d.__metadata.etag);
    expect(reply.json.d).toMatchObject({
      SalesOrder: '0000000004',
      SoldToParty: '0000004711',
      RequestedDeliveryDate: '/Date(1767225600000)/',
      to_Item: { results: [{ SalesOrderItem: '000010', RequestedQuantity: '2.500' }] },
      to_Partner: { results: [{ PartnerFunction: 'WE', Customer: '0000004712' }] },
      to_Text: { __deferred: { uri: expect.stringContaining("A_SalesOrder('0000000004')/to_Text") } },
    });
  });

  it('adds an item to an order through its navigation', async () => {
    const reply = await sap.write('POST', `${ORDERS}('1')/to_Item`, { Material: 'TG13' });
    expect(reply.status).toBe(201);
    expect(reply.json.d).toMatchObject({ SalesOrder: '0000000001', SalesOrderItem: '000030' });
  });

  it('refuses a create on a set that is created with its parent only', async () => {
    expect((await sap.write('POST', 'API_SALES_ORDER_SRV/A_SalesOrderHeaderPartner', {})).status).toBe(405);
    expect((await sap.write('POST', `${ORDERS}('1')/to_Partner`, { PartnerFunction: 'WE' })).status).toBe(201);
  });

  it.each([
    ['is not creatable', { ExternalDocumentID: 'ours' }, 'ExternalDocumentID'],
    ['is not creatable in a child', { to_Item: [{ ItemGrossWeight: '1' }] }, 'ItemGrossWeight'],
    ['does not exist', { Nothing: 1 }, 'Nothing'],
    ['is too long', { PurchaseOrderByCustomer: 'x'.repeat(36) }, 'PurchaseOrderByCustomer'],
    ['has too many decimals', { to_Item: [{ RequestedQuantity: '1.2345' }] }, 'RequestedQuantity'],
    ['has too many digits', { to_Item: [{ RequestedQuantity: '1234567890123' }] }, 'RequestedQuantity'],
    ['is a number where a decimal string is due', { to_Item: [{ RequestedQuantity: 2 }] }, 'RequestedQuantity'],
    ['is no decimal', { to_Item: [{ RequestedQuantity: 'two' }] }, 'RequestedQuantity'],
    ['is no string', { SoldToParty: 4711 }, 'SoldToParty'],
    ['is no boolean', { CompleteDeliveryIsDefined: 'true' }, 'CompleteDeliveryIsDefined'],
    ['is no wire date', { RequestedDeliveryDate: '2026-01-01' }, 'RequestedDeliveryDate'],
    ['is null where the metadata forbids it', { SalesOrder: null }, 'SalesOrder'],
    ['is no list of objects', { to_Item: ['TG11'] }, 'to_Item'],
  ])('refuses a create whose property %s', async (_what, body, property) => {
    const reply = await create(body);
    expect(reply.status).toBe(400);
    expect(reply.json.error).toMatchObject({
      code: '005056A509B11EE1B9A8FEC11C21D78E',
      message: { lang: 'en', value: expect.stringContaining(property) },
      innererror: { errordetails: [{ message: expect.stringContaining(property), propertyref: property, severity: 'error', target: property }] },
    });
    expect(book.rows('orders')).toHaveLength(3);
  });

  it('names every property at fault at once', async () => {
    const reply = await create({ Nothing: 1, ExternalDocumentID: 'x' });
    expect(reply.json.error.innererror.errordetails.map((detail: { target: string }) => detail.target)).toEqual(['Nothing', 'ExternalDocumentID']);
  });

  it('refuses a body that is no JSON object', async () => {
    for (const body of ['{"half":', '[1]', '']) {
      expect((await sap.write('POST', ORDERS, body, { 'content-type': 'application/json' })).status).toBe(400);
    }
    expect((await sap.write('POST', ORDERS, '<entry/>', { 'content-type': 'application/atom+xml' })).status).toBe(415);
  });

  it('answers a business error with its code and undoes what was written before it', async () => {
    const reply = await create({ SoldToParty: '9999', to_Item: [{ Material: 'TG11' }] });
    expect(reply.status).toBe(400);
    expect(reply.json.error).toMatchObject({ code: 'V1/305', message: { value: 'Customer 9999 is blocked for orders' } });
    expect(reply.json.error.innererror.errordetails).toEqual([
      { code: 'V1/305', message: 'Customer 9999 is blocked for orders', propertyref: 'SoldToParty', severity: 'error', target: 'SoldToParty' },
    ]);
    expect(book.rows('orders')).toHaveLength(3);
    expect(book.rows('items')).toHaveLength(6);
  });

  it('tells warnings of a success in the sap-message header, in ASCII', async () => {
    const reply = await create({ to_Item: [{ Material: 'A' }, { Material: 'B' }, { Material: 'C' }] });
    expect(reply.status).toBe(201);
    expect(JSON.parse(reply.headers.get('sap-message') ?? '')).toEqual({
      code: 'V1/555',
      message: 'Größe prüfen',
      severity: 'warning',
      target: '',
      details: [],
    });
  });

  it('hides a fault of its own behind a 500 and reports it', async () => {
    const reply = await create({ PurchaseOrderByCustomer: 'CRASH' });
    expect(reply.status).toBe(500);
    expect(reply.text).not.toContain('a fault of the sandbox');
    expect(faults).toMatchObject([{ message: 'a fault of the sandbox' }]);
  });

  it.each(['MERGE', 'PATCH'])('changes an order by %s with its etag', async (method) => {
    const reply = await sap.write(method, `${ORDERS}('1')`, { PurchaseOrderByCustomer: 'new', SalesOrder: '1' }, { 'if-match': await etag() });
    expect(reply.status).toBe(204);
    expect(reply.headers.get('etag')).toBe(await etag());
    expect(book.rows('orders')[0]).toMatchObject({ SalesOrder: '0000000001', PurchaseOrderByCustomer: 'new', SoldToParty: '0000004711' });
  });

  it('takes a MERGE that travels as a POST', async () => {
    const reply = await sap.write('POST', `${ORDERS}('1')`, { PurchaseOrderByCustomer: 'new' }, { 'x-http-method': 'MERGE', 'if-match': '*' });
    expect(reply.status).toBe(204);
  });

  it('wants If-Match on changes: 428 without, 412 when the order has changed since', async () => {
    expect((await change({})).status).toBe(428);
    const read = await etag();
    expect((await change({ PurchaseOrderByCustomer: 'first' }, { 'if-match': read })).status).toBe(204);
    expect((await change({ PurchaseOrderByCustomer: 'second' }, { 'if-match': read })).status).toBe(412);
    expect((await sap.write('DELETE', `${ORDERS}('1')`)).status).toBe(428);
    expect((await sap.write('DELETE', `${ORDERS}('1')`, undefined, { 'if-match': read })).status).toBe(412);
    expect(book.rows('orders')[0]).toMatchObject({ PurchaseOrderByCustomer: 'first' });
  });

  it.each([
    ['a property that is not updatable', { TotalNetAmount: '1.00' }],
    ['a key', { SalesOrder: '2' }],
    ['an unknown property', { Nothing: '1' }],
    ['children inline', { to_Item: [] }],
  ])('refuses to change %s', async (_what, body) => {
    expect((await change(body, { 'if-match': '*' })).status).toBe(400);
  });

  it('answers a business error of a change', async () => {
    const reply = await change({ DeliveryBlockReason: 'ZZ' }, { 'if-match': '*' });
    expect(reply.json.error.innererror.errordetails[0].code).toBe('V1/302');
  });

  it('deletes an order', async () => {
    expect((await sap.write('DELETE', `${ORDERS}('1')`, undefined, { 'if-match': await etag() })).status).toBe(204);
    expect((await sap.get(`${ORDERS}('1')`)).status).toBe(404);
  });

  it('answers 405 to methods that an address does not have', async () => {
    expect((await sap.write('PUT', `${ORDERS}('1')`, {}, { 'if-match': '*' })).status).toBe(405);
    expect((await sap.write('DELETE', "API_SALES_ORDER_SRV/A_SalesOrderItem(SalesOrder='1',SalesOrderItem='10')")).status).toBe(405);
    expect((await sap.write('POST', `${ORDERS}('1')`, {})).status).toBe(405);
    expect((await sap.write('MERGE', ORDERS, {})).status).toBe(405);
  });
});
