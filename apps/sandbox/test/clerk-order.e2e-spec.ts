import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Control } from './control.caller.js';
import { openSandbox, type SandboxFixture } from './sandbox.fixture.js';

describe('an order that a clerk enters in the ERP', () => {
  let fixture: SandboxFixture;
  let control: Control;
  beforeAll(async () => {
    fixture = await openSandbox();
    control = new Control(fixture.sandbox.url);
  });
  afterAll(() => fixture.end());

  const lines = [{ material: 'TG0001', quantity: '3' }, { material: 'TG0121', quantity: '2.5', unit: 'KG' }];
  const enter = (body: object) => control.post('orders', body);

  it('is an order as any other, without a reference of another system', async () => {
    const { order, warnings } = await enter({ customer: '1000001', purchaseOrder: 'PO by telephone', requestedDate: '2030-01-31', lines });
    expect(warnings).toEqual([]);
    const row = await fixture.erp.row(`API_SALES_ORDER_SRV/A_SalesOrder('${order}')?$expand=to_Item`);
    expect(row).toMatchObject({
      SoldToParty: '0001000001', PurchaseOrderByCustomer: 'PO by telephone', PurchaseOrderByShipToParty: '', RequestedDeliveryDate: `/Date(${Date.UTC(2030, 0, 31)})/`,
      to_Item: { results: [{ Material: 'TG0001', RequestedQuantity: '3.000', RequestedQuantityUnit: 'PC' }, { Material: 'TG0121', RequestedQuantity: '2.500' }] },
    });
    expect((await control.get(`orders?order=${order}`))['items'][0]).toMatchObject({ reference: '', state: 'open' });
  });

  it('says what the ERP warns of', async () => {
    await enter({ customer: '1000003', purchaseOrder: 'twice', lines });
    expect((await enter({ customer: '1000003', purchaseOrder: 'twice', lines }))['warnings']).toEqual([expect.stringContaining('twice already exists')]);
  });

  it('names its sales area where the customer has several', async () => {
    await expect(enter({ customer: '1000069', lines })).rejects.toMatchObject({ status: 400, body: { field: 'salesArea', message: expect.stringContaining('1710/10/00') } });
    const { order } = await enter({ customer: '1000069', salesArea: '1710/10/00', lines: [lines[0]] });
    expect((await control.get(`orders?order=${order}`))['items'][0]).toMatchObject({ salesArea: '1710/10/00' });
  });

  it.each([
    ['no customer', { customer: undefined }, 400, 'customer'],
    ['an unknown customer', { customer: '9' }, 404, 'customer'],
    ['a customer whose orders are blocked', { customer: '1000077' }, 409, 'customer'],
    ['no lines', { lines: [] }, 400, 'lines'],
    ['an unknown material', { lines: [{ material: 'NONE', quantity: '1' }] }, 409, 'lines.material'],
    ['a broken quantity', { lines: [{ material: 'TG0001', quantity: '1.5' }] }, 409, 'lines.quantity'],
    ['a line without quantity', { lines: [{ material: 'TG0001' }] }, 400, 'lines.0.quantity'],
    ['a date that is none', { requestedDate: '2026-02-30' }, 400, 'requestedDate'],
    ['a purchase order number that is too long', { purchaseOrder: 'x'.repeat(36) }, 400, 'purchaseOrder'],
  ])('is refused with %s, naming the field', async (_what, change, status, field) => {
    await expect(enter({ customer: '1000001', lines, ...change })).rejects.toMatchObject({ status, body: { field } });
  });
});
