import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type RunningSandbox } from '../../src/sandbox.server.js';
import { generatedClients, type GeneratedClient } from './generated-clients.js';

const edmxFolder = join(process.env['STRATA_REFERENCE'] ?? join(import.meta.dirname, '../../../../../shared/reference'), 'sap');
const SERVICES = [
  'API_BUSINESS_PARTNER',
  'API_PRODUCT_SRV',
  'API_SALES_ORDER_SRV',
  'OP_API_OUTBOUND_DELIVERY_SRV_0002',
  'API_BILLING_DOCUMENT_SRV',
] as const;
/** Installing, generating and transpiling, on a slow machine and for the first time. */
const FIRST_TIME_MS = 400_000;

/** Clients that nobody here wrote speak with the sandbox as they would with the real product. */
describe.skipIf(!existsSync(edmxFolder))(`the clients of the SAP Cloud SDK (needs ${edmxFolder})`, () => {
  const home = mkdtempSync(join(tmpdir(), 'strata-sandbox-'));
  let sandbox: RunningSandbox;
  let destination: { url: string; username: string; password: string };
  let partners: GeneratedClient;
  let products: GeneratedClient;
  let sales: GeneratedClient;
  let deliveries: GeneratedClient;
  let billing: GeneratedClient;

  beforeAll(async () => {
    const client = await generatedClients(edmxFolder, SERVICES);
    partners = client('API_BUSINESS_PARTNER').apiBusinessPartner();
    products = client('API_PRODUCT_SRV').apiProductSrv();
    sales = client('API_SALES_ORDER_SRV');
    deliveries = client('OP_API_OUTBOUND_DELIVERY_SRV_0002');
    billing = client('API_BILLING_DOCUMENT_SRV').apiBillingDocumentSrv();
    sandbox = await startSandbox({ port: 0, host: '127.0.0.1', home, billAfterMs: 100, payAfterMs: 100, erpUser: 'SDK', erpPassword: 'secret' });
    destination = { url: sandbox.url, username: 'SDK', password: 'secret' };
  }, FIRST_TIME_MS);

  afterAll(async () => {
    await sandbox?.close();
    rmSync(home, { recursive: true, force: true });
  });

  const newOrder = (reference: string, material: string, lines = 1): GeneratedClient => {
    const { salesOrderApi, salesOrderItemApi } = sales.apiSalesOrderSrv();
    const item = () => salesOrderItemApi.entityBuilder().material(material).requestedQuantity(2).build();
    return salesOrderApi
      .entityBuilder()
      .salesOrderType('OR')
      .salesOrganization('1010')
      .distributionChannel('10')
      .organizationDivision('00')
      .soldToParty('1000001')
      .purchaseOrderByShipToParty(reference)
      .toItem(Array.from({ length: lines }, item))
      .build();
  };
  const create = (order: GeneratedClient) => sales.apiSalesOrderSrv().salesOrderApi.requestBuilder().create(order).execute(destination);
  const someProduct = async () => {
    const { productSalesDeliveryApi } = products;
    const { schema } = productSalesDeliveryApi;
    const [row] = await productSalesDeliveryApi.requestBuilder().getAll().filter(schema.PRODUCT_SALES_ORG.equals('1010')).top(1).execute(destination);
    return row.product as string;
  };

  it('read customers with their sales areas, filtered, ordered and in pages', async () => {
    const { customerApi } = partners;
    const { schema } = customerApi;
    const customers = await customerApi
      .requestBuilder()
      .getAll()
      .select(schema.CUSTOMER, schema.CUSTOMER_NAME, schema.TO_CUSTOMER_SALES_AREA)
      .filter(schema.CUSTOMER.greaterOrEqual('1000001'))
      .orderBy({ _fieldName: 'Customer', orderType: 'desc', _entityApi: customerApi, field: schema.CUSTOMER })
      .skip(1)
      .top(2)
      .execute(destination);
    expect(customers.map(({ customer }: { customer: string }) => customer)).toEqual(['0001000099', '0001000098']);
    expect(customers[0].toCustomerSalesArea[0]).toMatchObject({ customer: '0001000099', distributionChannel: expect.any(String) });
    const one = await partners.businessPartnerApi.requestBuilder().getByKey('1000001').execute(destination);
    expect(one.businessPartner).toBe('0001000001');
    expect(await customerApi.requestBuilder().getAll().count().execute(destination)).toBe(100);
  });

  it('create an order deep, read it back with promises, and change it under its etag', async () => {
    const { salesOrderApi, salesOrderItemApi } = sales.apiSalesOrderSrv();
    const created = await create(newOrder('sdk-1', await someProduct()));
    expect(created.salesOrder).toMatch(/^\d{10}$/);
    expect(created.toItem).toHaveLength(1);

    const { schema } = salesOrderApi;
    const [found] = await salesOrderApi
      .requestBuilder()
      .getAll()
      .select(schema.ALL_FIELDS, schema.TO_ITEM.select(salesOrderItemApi.schema.ALL_FIELDS, salesOrderItemApi.schema.TO_SCHEDULE_LINE))
      .filter(schema.PURCHASE_ORDER_BY_SHIP_TO_PARTY.equals('sdk-1'))
      .execute(destination);
    expect(found.salesOrder).toBe(created.salesOrder);
    expect(found.totalNetAmount.isGreaterThan(0)).toBe(true);
    expect(found.toItem[0].toScheduleLine[0].confirmedDeliveryDate.isValid()).toBe(true);

    found.customerPurchaseOrderType = 'MAIL';
    const stale = await salesOrderApi.requestBuilder().getByKey(created.salesOrder).execute(destination);
    await salesOrderApi.requestBuilder().update(found).execute(destination);
    stale.customerPurchaseOrderType = 'FAX';
    await expect(salesOrderApi.requestBuilder().update(stale).execute(destination)).rejects.toMatchObject({
      rootCause: { response: { status: 412 } },
    });
  });

  it('reject the items of an order in one changeset', async () => {
    const { salesOrderApi, salesOrderItemApi } = sales.apiSalesOrderSrv();
    const created = await create(newOrder('sdk-2', await someProduct(), 2));
    const order = await salesOrderApi
      .requestBuilder()
      .getByKey(created.salesOrder)
      .select(salesOrderApi.schema.ALL_FIELDS, salesOrderApi.schema.TO_ITEM)
      .execute(destination);
    const changes = order.toItem.map((item: GeneratedClient) => {
      item.salesDocumentRjcnReason = '60';
      return salesOrderItemApi.requestBuilder().update(item);
    });
    const [answer, read] = await sales
      .batch(sales.changeset(...changes), salesOrderApi.requestBuilder().getByKey(created.salesOrder))
      .execute(destination);
    expect(answer.isSuccess()).toBe(true);
    expect(read.as(salesOrderApi)[0].overallSdDocumentRejectionSts).toBe('C');
  });

  it('tell what the ERP refuses', async () => {
    const order = newOrder('sdk-3', 'NO-SUCH-MATERIAL');
    const refused = await create(order).catch((error: unknown) => error);
    expect(refused).toMatchObject({ rootCause: { response: { status: 400, data: { error: { code: expect.stringMatching(/^V1\/\d{3}$/) } } } } });
  });

  it('deliver an order, post its goods issue, and see it billed and paid', async () => {
    const order = await create(newOrder('sdk-4', await someProduct()));
    const { outbDeliveryHeaderApi, outbDeliveryItemApi, operations } = deliveries.opApiOutboundDeliverySrv0002();
    const line = outbDeliveryItemApi.entityBuilder().referenceSdDocument(order.salesOrder).referenceSdDocumentItem('10').build();
    const header = outbDeliveryHeaderApi.entityBuilder().shippingPoint('1010').toDeliveryDocumentItem([line]).build();
    const { deliveryDocument } = await outbDeliveryHeaderApi.requestBuilder().create(header).execute(destination);
    const etag = async () => (await outbDeliveryHeaderApi.requestBuilder().getByKey(deliveryDocument).execute(destination)).versionIdentifier;

    const picked = await operations
      .pickAllItems({ deliveryDocument })
      .addCustomHeaders({ 'if-match': await etag() })
      .execute(destination);
    expect(picked[0].deliveryDocument).toBe(deliveryDocument);
    await operations
      .postGoodsIssue({ deliveryDocument })
      .addCustomHeaders({ 'if-match': await etag() })
      .execute(destination);
    const issued = await outbDeliveryHeaderApi.requestBuilder().getByKey(deliveryDocument).execute(destination);
    expect(issued.overallGoodsMovementStatus).toBe('C');

    const { billingDocumentApi, billingDocumentItemApi } = billing;
    const ofOrder = billingDocumentItemApi.schema.SALES_DOCUMENT.equals(order.salesOrder);
    const items = () => billingDocumentItemApi.requestBuilder().getAll().filter(ofOrder).execute(destination);
    await expect.poll(async () => (await items()).length, { timeout: 15_000 }).toBe(1);
    const [{ billingDocument }] = await items();
    const clearing = async () => (await billingDocumentApi.requestBuilder().getByKey(billingDocument).execute(destination)).invoiceClearingStatus;
    await expect.poll(clearing, { timeout: 15_000 }).toBe('C');
  }, 40_000);
});
