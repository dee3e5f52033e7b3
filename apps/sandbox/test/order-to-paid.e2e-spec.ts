import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './erp.caller.js';
import { openSandbox, type SandboxFixture } from './sandbox.fixture.js';

describe('an order travels through the pretend ERP', () => {
  let fixture: SandboxFixture;
  beforeAll(async () => void (fixture = await openSandbox()));
  afterAll(() => fixture.end());

  it('from order over delivery and goods issue to an invoice that is paid by itself', async () => {
    const { erp } = fixture;
    const created = await erp.order([['TG0001', '3'], ['TG0121', '2.500']], { PurchaseOrderByShipToParty: 'a'.repeat(32) });
    expect(created.status).toBe(201);
    const order = created.body['d'];
    expect(order).toMatchObject({ TotalCreditCheckStatus: 'A', OverallSDProcessStatus: 'A', SoldToParty: '0001000001' });

    const found = await erp.rows(`API_SALES_ORDER_SRV/A_SalesOrder?$filter=PurchaseOrderByShipToParty eq '${'a'.repeat(32)}'`);
    expect(found).toHaveLength(1);
    const items = await erp.rows(`API_SALES_ORDER_SRV/A_SalesOrder('${order.SalesOrder}')/to_Item`);
    expect(items.map((item) => [item['SalesOrderItem'], item['RequestedQuantityUnit']])).toEqual([['000010', 'PC'], ['000020', 'KG']]);

    const delivered = await erp.deliver(order.SalesOrder, [
      { ReferenceSDDocumentItem: '10', ActualDeliveryQuantity: '3', DeliveryQuantityUnit: 'PC' },
      { ReferenceSDDocumentItem: '20', ActualDeliveryQuantity: '2.500', DeliveryQuantityUnit: 'KG' },
    ]);
    expect(delivered.status).toBe(201);
    const delivery = delivered.body['d'].DeliveryDocument as string;
    expect((await erp.act('PickAllItems', delivery)).status).toBe(200);
    expect((await erp.act('PostGoodsIssue', delivery)).status).toBe(200);

    const paid = await eventually(async () => {
      const bills = await erp.rows(`API_BILLING_DOCUMENT_SRV/A_BillingDocumentItem?$filter=SalesDocument eq '${order.SalesOrder}'&$expand=to_BillingDocument`);
      return bills.length === 2 && bills[0]!['to_BillingDocument'].InvoiceClearingStatus === 'C' && bills;
    });
    expect(paid[0]!['ReferenceSDDocument']).toBe(delivery);
    const [open] = await erp.rows(`API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube?$filter=BillingDocument eq '${paid[0]!['BillingDocument']}'`);
    expect(open).toMatchObject({ IsCleared: true, AmountInTransactionCurrency: paid[0]!['to_BillingDocument'].TotalGrossAmount });
  });
});
