import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Control } from './control.caller.js';
import { openSandbox, type SandboxFixture } from './sandbox.fixture.js';

describe('a clerk of the warehouse', () => {
  let fixture: SandboxFixture;
  let control: Control;
  beforeAll(async () => {
    fixture = await openSandbox({ billAfterMs: 600_000 });
    control = new Control(fixture.sandbox.url);
  });
  afterAll(() => fixture.end());

  const order = async (lines: [string, string][] = [['TG0001', '5']], header = {}) =>
    (await fixture.erp.order(lines, header)).body['d'].SalesOrder as string;
  const deliver = async (body: object) => (await control.post('deliveries', body))['deliveries'] as string[];
  const deliveriesOf = async (number: string) => (await control.get(`deliveries?order=${number}`))['items'];
  const orderOf = async (number: string) => (await control.get(`orders?order=${number}`))['items'][0];

  it('delivers a whole order, and the goods leave', async () => {
    const number = await order([['TG0001', '5'], ['TG0121', '2.500']]);
    const [delivery] = await deliver({ order: number });
    const [entry] = await deliveriesOf(number);
    expect(entry).toMatchObject({ delivery, picking: 'C', goodsIssue: 'C', lines: [{ quantity: '5' }, { quantity: '2.500' }] });
    expect(await orderOf(number)).toMatchObject({ state: 'shipped' });
  });

  it('delivers a part, and later the rest', async () => {
    const number = await order();
    await deliver({ order: number, lines: [{ item: '10', quantity: '2' }] });
    expect(await orderOf(number)).toMatchObject({ statuses: { delivery: 'B' }, lines: [{ issued: '2' }] });
    await deliver({ order: number });
    expect(await orderOf(number)).toMatchObject({ statuses: { delivery: 'C' }, lines: [{ issued: '5' }] });
    await expect(deliver({ order: number })).rejects.toMatchObject({ status: 409, body: { code: 'VL/036', field: 'order' } });
  });

  it('makes one delivery for each shipping point', async () => {
    const plants = (await control.get('items?limit=1000'))['items'].filter((one: { plant: string; onHand: string }) => one.plant.startsWith('10') && one.onHand !== '0');
    const other = plants.find((one: { plant: string }) => one.plant !== '1010');
    const number = await order([['TG0001', '1'], [other.item, '1']]);
    const deliveries = await deliver({ order: number });
    expect(deliveries).toHaveLength(2);
    const points = (await deliveriesOf(number)).map((one: { shippingPoint: string }) => one.shippingPoint);
    expect(new Set(points)).toEqual(new Set(['1010', other.plant]));
  });

  it('can leave the goods here, cancel such a delivery, or issue it later', async () => {
    const number = await order();
    const [first] = await deliver({ order: number, issue: false });
    expect((await deliveriesOf(number))[0]).toMatchObject({ picking: 'A', goodsIssue: 'A' });
    await control.post(`deliveries/${first}/cancel`);
    expect(await deliveriesOf(number)).toEqual([]);
    expect(await orderOf(number)).toMatchObject({ state: 'open', lines: [{ delivered: '0' }] });
    const [second] = await deliver({ order: number, issue: false });
    await control.post(`deliveries/${second}/issue`);
    expect((await deliveriesOf(number))[0]).toMatchObject({ goodsIssue: 'C' });
    await expect(control.post(`deliveries/${second}/cancel`)).rejects.toMatchObject({ status: 409, body: { code: 'VL/605' } });
  });

  it('notes when the customer had the goods, once they have left', async () => {
    const number = await order();
    const [delivery] = await deliver({ order: number, issue: false });
    const prove = (body = {}) => control.post(`deliveries/${delivery}/proof`, body);
    const header = () => fixture.erp.row(`API_OUTBOUND_DELIVERY_SRV;v=0002/A_OutbDeliveryHeader('${delivery}')`);
    await expect(prove()).rejects.toMatchObject({ status: 409, body: { code: 'VL/603' } });
    await control.post(`deliveries/${delivery}/issue`);
    expect(await header()).toMatchObject({ OverallProofOfDeliveryStatus: '', ProofOfDeliveryDate: null });
    await expect(prove({ receivedOn: '2020-01-01' })).rejects.toMatchObject({ status: 409, body: { code: 'VL/621', field: 'receivedOn' } });
    await expect(prove({ receivedOn: '2026-02-30' })).rejects.toMatchObject({ status: 400, body: { field: 'receivedOn' } });
    const today = new Date().toISOString().slice(0, 10);
    await prove();
    expect(await header()).toMatchObject({ OverallProofOfDeliveryStatus: 'C', ProofOfDeliveryDate: `/Date(${Date.parse(today)})/` });
    expect((await deliveriesOf(number))[0]).toMatchObject({ provenOn: today });
    await expect(prove()).rejects.toMatchObject({ status: 409, body: { code: 'VL/620' } });
  });

  it('is told why an order cannot be delivered, and nothing is delivered', async () => {
    const number = await order([['TG0001', '5'], ['TG0002', '1']]);
    const refused = deliver({ order: number, lines: [{ item: '20' }, { item: '10', quantity: '6' }] });
    await expect(refused).rejects.toMatchObject({ status: 409, body: { code: 'VL/019', field: 'lines.quantity', message: expect.stringContaining('Only 5 PC') } });
    expect(await deliveriesOf(number)).toEqual([]);
    const blocked = await order(undefined, { DeliveryBlockReason: '01' });
    await expect(deliver({ order: blocked })).rejects.toMatchObject({ status: 409, body: { code: 'VL/025', field: 'order' } });
  });

  it.each([
    ['no order', {}, 400, 'order'],
    ['an order that does not exist', { order: '99' }, 404, 'order'],
    ['an item that does not exist', { lines: [{ item: '90' }] }, 409, 'lines.item'],
    ['a quantity of nothing', { lines: [{ item: '10', quantity: '0' }] }, 400, 'lines.0.quantity'],
    ['a line without an item', { lines: [{ quantity: '1' }] }, 400, 'lines.0.item'],
    ['no lines', { lines: [] }, 400, 'lines'],
    ['an unknown field', { line: [] }, 400, 'line'],
  ])('is told the field that names %s', async (_what, body: object, status, field) => {
    const sent = 'lines' in body ? { order: await order(), ...body } : body;
    await expect(deliver(sent)).rejects.toMatchObject({ status, body: { field } });
  });

  it('is told that a delivery does not exist', async () => {
    await expect(control.post('deliveries/1/cancel')).rejects.toMatchObject({ status: 404, body: { code: 'SD/404' } });
  });
});
