import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../src/index.js';
import { Control } from './control.caller.js';
import { ErpCaller } from './erp.caller.js';
import { openSandbox, type SandboxFixture } from './sandbox.fixture.js';

const today = () => new Date().toISOString().slice(0, 10);

describe('dunning', () => {
  let fixture: SandboxFixture;
  let control: Control;
  beforeAll(async () => {
    fixture = await openSandbox();
    control = new Control(fixture.sandbox.url);
  });
  afterAll(() => fixture.end());

  const path = (customer: string, company = '1010') =>
    `API_BUSINESS_PARTNER/A_CustomerDunning(Customer='${customer}',CompanyCode='${company}',DunningArea='')`;
  const read = async (customer: string, company?: string) => {
    const { status, body, headers } = await fixture.erp.get(path(customer, company));
    expect(status).toBe(200);
    return { row: body['d'], etag: headers.get('etag')! };
  };
  const patch = (customer: string, change: object, etag?: string, company?: string) => fixture.erp.send('PATCH', path(customer, company), change, etag);

  it('raises the level and says when', async () => {
    expect((await read('1000001')).row).toMatchObject({ DunningLevel: '0', LastDunnedOn: null });
    expect(await control.post('dun', { customer: '1000001' })).toMatchObject({ customer: '0001000001', dunned: ['1010'] });
    await control.post('dun', { customer: '1000001' });
    expect((await read('1000001')).row).toMatchObject({ DunningLevel: '2', LastDunnedOn: `/Date(${Date.parse(today())})/` });
    const [entry] = (await control.get('customers?customer=1000001'))['items'];
    expect(entry).toMatchObject({ dunning: [{ company: '1010', block: '', level: 2, dunnedOn: today() }] });
  });

  it('is blocked and let go on by a change of the block, with the ETag that was read', async () => {
    const { etag } = await read('1000003');
    expect((await patch('1000003', { DunningBlock: 'B' })).status).toBe(428);
    expect((await patch('1000003', { DunningBlock: 'B' }, etag)).status).toBe(204);
    expect((await patch('1000003', { DunningBlock: '' }, etag)).status).toBe(412);
    expect(await control.post('dun', { customer: '1000003' })).toMatchObject({ dunned: [], dunning: [{ block: 'B', level: 0, dunnedOn: null }] });
    const blocked = await read('1000003');
    expect(blocked.row).toMatchObject({ DunningBlock: 'B', DunningLevel: '0' });
    expect((await patch('1000003', { DunningBlock: '' }, blocked.etag)).status).toBe(204);
    expect(await control.post('dun', { customer: '1000003' })).toMatchObject({ dunned: ['1010'] });
  });

  it('is blocked in one company of two', async () => {
    const { etag } = await read('1000069', '1710');
    await patch('1000069', { DunningBlock: 'B' }, etag, '1710');
    expect(await control.post('dun', { customer: '1000069' })).toMatchObject({ dunned: ['1010'] });
    expect((await read('1000069', '1710')).row).toMatchObject({ DunningLevel: '0', DunningBlock: 'B' });
    expect((await read('1000069')).row).toMatchObject({ DunningLevel: '1', DunningBlock: '' });
  });

  it('keeps level and date out of reach of a change', async () => {
    const answer = await patch('1000005', { DunningLevel: '3' }, '*');
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'F2/071' } } });
    expect((await read('1000005')).row).toMatchObject({ DunningLevel: '0' });
  });

  it('is at the same level after a restart, and as seeded after a reset', async () => {
    await control.post('dun', { customer: '1000007' });
    await control.put('customers/1000007', { dunningBlock: 'A' });
    await fixture.sandbox.close();
    fixture.sandbox = await startSandbox(fixture.settings);
    fixture.erp = new ErpCaller(fixture.sandbox.url);
    control = new Control(fixture.sandbox.url);
    expect((await read('1000007')).row).toMatchObject({ DunningLevel: '1', DunningBlock: 'A' });
    await control.post('reset');
    expect((await read('1000007')).row).toMatchObject({ DunningLevel: '0', DunningBlock: '', LastDunnedOn: null });
  });

  it('wants a customer that exists', async () => {
    await expect(control.post('dun', {})).rejects.toMatchObject({ status: 400, body: { field: 'customer' } });
    await expect(control.post('dun', { customer: '9' })).rejects.toMatchObject({ status: 404, body: { field: 'customer' } });
  });
});
