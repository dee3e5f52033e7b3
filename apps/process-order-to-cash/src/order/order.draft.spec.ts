import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { callOf, customer, Upstream } from '../placement/upstream.fixture.js';
import { completeDraft, type OpenDraft } from './order.draft.js';

let upstream: Upstream;
let erp: ErpApi & { close(): Promise<void> };
beforeEach(async () => {
  upstream = new Upstream();
  erp = httpClientOf(ErpApi, erpRoutes, await upstream.start());
});
afterEach(async () => {
  await erp.close();
  await upstream.stop();
});

const lineOf = (itemId: string, unit?: string) => ({ position: 1, itemId, quantity: { value: '2', unit } });
const open = (change: Partial<OpenDraft> = {}): OpenDraft => ({ reference: '0198f3a0-0000-7000-8000-000000000001', customerId: '17', lines: [lineOf('ROPE')], ...change });
const complete = (draft: OpenDraft) => completeDraft(erp, callOf(), 'erp', draft);

describe('what the door left open', () => {
  it('is said by the ERP before the order is written: the only sales area, and the unit of each item', async () => {
    const draft = await complete(open({ lines: [lineOf('ROPE'), lineOf('HOOK'), lineOf('ROPE', 'C62')] }));
    expect(draft.salesAreaId).toBe('1010-10-00');
    expect(draft.lines.map(({ quantity }) => quantity)).toEqual([{ value: '2', unit: 'KGM' }, { value: '2', unit: 'C62' }, { value: '2', unit: 'C62' }]);
  });

  it('is nothing in most orders: then the ERP is not asked', async () => {
    upstream.trouble = { kind: 'unavailable', status: 503 };
    const draft = open({ salesAreaId: '1710-10-00', lines: [lineOf('ROPE', 'KGM')] });
    expect(await complete(draft)).toEqual(draft);
  });

  it('ends in a refusal when the ERP does not know it either', async () => {
    await expect(complete(open({ customerId: '99' }))).rejects.toMatchObject({ kind: 'not-found', retryable: false });
    await expect(complete(open({ lines: [lineOf('NEW')] }))).rejects.toMatchObject({ kind: 'rejected', message: 'there is no item NEW' });
    upstream.customers.set('17', { ...customer, salesAreas: [...customer.salesAreas, { id: '1710-10-00', currency: 'USD' }] });
    await expect(complete(open())).rejects.toMatchObject({ kind: 'rejected', details: { reason: 'sales-area-missing' } });
  });

  it('waits while the ERP is down', async () => {
    upstream.trouble = { kind: 'unavailable', status: 503 };
    await expect(complete(open())).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
  });
});
