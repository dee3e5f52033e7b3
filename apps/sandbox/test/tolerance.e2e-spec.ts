import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Control } from './control.caller.js';
import { openSandbox, type SandboxFixture } from './sandbox.fixture.js';

/** 5 % less or 10 % more than ordered is fine. */
const tolerant = { SoldToParty: '1000039' };
/** Any amount more. */
const unlimited = { SoldToParty: '1000049' };
const service = 'API_OUTBOUND_DELIVERY_SRV;v=0002';

describe('a customer who takes a little less or more', () => {
  let fixture: SandboxFixture;
  let control: Control;
  beforeAll(async () => {
    fixture = await openSandbox({ billAfterMs: 600_000 });
    control = new Control(fixture.sandbox.url);
  });
  afterAll(() => fixture.end());

  const order = async (quantity: string, header: Record<string, string> = tolerant, material = 'TG0001') => (await fixture.erp.order([[material, quantity]], header)).body['d'].SalesOrder;
  const deliver = (number: string, quantity?: string) => control.post('deliveries', { order: number, lines: [{ item: '10', ...(quantity && { quantity }) }] });
  const itemOf = (number: string) => fixture.erp.row(`API_SALES_ORDER_SRV/A_SalesOrderItem(SalesOrder='${number}',SalesOrderItem='10')`);
  const committed = async (material = 'TG0001') => (await control.get(`items?limit=1000`))['items'].find(({ item }: { item: string }) => item === material).committed as string;
  const orderOf = async (number: string) => (await control.get(`orders?order=${number}`))['items'][0];

  it('has it in the terms of the sales area, and in every item of its deliveries', async () => {
    const area = "CustomerSalesArea(Customer='1000039',SalesOrganization='1010',DistributionChannel='10',Division='00')";
    expect(await fixture.erp.row(`API_BUSINESS_PARTNER/A_${area}`)).toMatchObject({ UnderdelivTolrtdLmtRatioInPct: '5.0', OverdelivTolrtdLmtRatioInPct: '10.0', SlsUnlmtdOvrdelivIsAllwd: false });
    const { deliveries: [delivery] } = (await deliver(await order('20'), '3')) as { deliveries: string[] };
    const item = await fixture.erp.row(`${service}/A_OutbDeliveryItem(DeliveryDocument='${delivery}',DeliveryDocumentItem='10')`);
    expect(item).toMatchObject({ UnderdelivTolrtdLmtRatioInPct: '5.0', OverdelivTolrtdLmtRatioInPct: '10.0', UnlimitedOverdeliveryIsAllowed: false });
  });

  it('has a complete order when a delivery is short within it: nothing is sent after it, and the stock is free', async () => {
    const before = await committed();
    const number = await order('20');
    await deliver(number, '18');
    expect(await itemOf(number)).toMatchObject({ DeliveryStatus: 'B' });
    await deliver(number, '1');
    expect(await itemOf(number)).toMatchObject({ DeliveryStatus: 'C' });
    expect(await orderOf(number)).toMatchObject({ state: 'shipped', statuses: { delivery: 'C' } });
    await expect(control.post('deliveries', { order: number })).rejects.toMatchObject({ status: 409, body: { code: 'VL/036' } });
    expect(await committed()).toBe(before);
    await control.post('bill', { order: number });
    expect(await orderOf(number)).toMatchObject({ state: 'invoiced' });
  });

  it('takes as much more as is tolerated, and not a piece more', async () => {
    const before = await committed();
    const number = await order('20');
    await expect(deliver(number, '23')).rejects.toMatchObject({ status: 409, body: { code: 'VL/019', message: expect.stringContaining('22') as string } });
    await deliver(number, '22');
    expect(await orderOf(number)).toMatchObject({ state: 'shipped', lines: [{ issued: '22' }] });
    expect(await committed()).toBe(before);
    await expect(deliver(number, '1')).rejects.toMatchObject({ status: 409, body: { code: 'VL/019' } });
  });

  it('has a delivery raised within it before the goods leave, and lowered again', async () => {
    const before = await committed();
    const number = await order('20');
    const delivery = (await fixture.erp.deliver(number, [{ ReferenceSDDocumentItem: '10', ActualDeliveryQuantity: '20', DeliveryQuantityUnit: 'PC' }])).body['d'].DeliveryDocument as string;
    const raise = async (quantity: string) => {
      const path = `${service}/A_OutbDeliveryItem(DeliveryDocument='${delivery}',DeliveryDocumentItem='10')`;
      return fixture.erp.send('PATCH', path, { ActualDeliveryQuantity: quantity }, '*');
    };
    expect((await raise('23')).status).toBe(400);
    expect((await raise('22')).status).toBe(204);
    expect(await orderOf(number)).toMatchObject({ lines: [{ delivered: '22' }] });
    await control.post(`deliveries/${delivery}/cancel`);
    expect(await orderOf(number)).toMatchObject({ state: 'open', lines: [{ delivered: '0', confirmed: '20' }] });
    expect(Number(await committed())).toBe(Number(before) + 20);
  });

  it('may take any amount where that is agreed, as far as nobody else was promised it', async () => {
    const number = await order('2', unlimited);
    await deliver(number, '9');
    expect(await orderOf(number)).toMatchObject({ state: 'shipped', lines: [{ issued: '9' }] });
    // There are ten of it.
    await expect(deliver(await order('2', unlimited, 'TG0163'), '11')).rejects.toMatchObject({ status: 409, body: { code: 'VL/019' } });
  });

  it('is nobody else: without a tolerance the order stays open, and nothing more is taken', async () => {
    const number = await order('20', {});
    await expect(deliver(number, '21')).rejects.toMatchObject({ status: 409, body: { code: 'VL/019' } });
    await deliver(number, '19');
    expect(await itemOf(number)).toMatchObject({ DeliveryStatus: 'B' });
  });
});
