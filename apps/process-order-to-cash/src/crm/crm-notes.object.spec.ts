import { beforeEach, describe, expect, it } from 'vitest';
import { fresh, StrataError, type Order, type OrderStatusNote } from '#canonical';
import type { CrmApi } from '#contracts';
import type { CrmNotes, OrderProjection } from '#read-models';
import type { Switches } from '../switches/switches.js';
import { CrmNotesObject } from './crm-notes.object.js';

const settleAfterMs = 20_000;
const order = { orderId: 'o-1', customerId: 'c-1', references: [], purchaseOrderNumber: 'PO-1', status: 'invoiced', changedAt: '2026-11-25T09:00:00.000Z', sequence: 3 } as unknown as Order;

/** What the CRM holds of the order, how the next write ends, and what became of the note. */
let shown: Partial<OrderStatusNote> | null;
let fault: StrataError | undefined;
let outcome: string[];

const crm = {
  upsertOrderStatus: async () => {
    if (fault) throw fault;
    return fresh('crm', { id: 'a0B1', created: true });
  },
  findOrderStatus: async () => fresh('crm', shown),
  capabilities: async () => fresh('crm', { upsertOrderStatus: { mode: 'command', safe: false, settleAfterMs } }),
} as unknown as CrmApi;
const notes = {
  due: async () => [{ order, failures: 0 }],
  told: async () => void outcome.push('told'),
  failed: async (_: Order, againInMs: number) => void outcome.push(`again in ${againInMs}`),
} as unknown as CrmNotes;
const projection = { addToTimeline: async () => undefined } as unknown as OrderProjection;

beforeEach(() => {
  [shown, fault, outcome] = [null, undefined, []];
});

const nothingPaused = { pausedReason: () => undefined } as unknown as Switches;
const look = () => new CrmNotesObject(crm, notes, projection, nothingPaused).push('crm');

describe('what the CRM is told of an order', () => {
  it('is done with when the CRM says so', async () => {
    await look();
    expect(outcome).toEqual(['told']);
  });

  it('is sent again soon when it certainly did not arrive', async () => {
    fault = new StrataError('unavailable', 'the CRM is down');
    await look();
    expect(outcome).toEqual(['again in 2000']);
  });

  it('is sent again only after the settling time when it may still land: it would go over what was sent meanwhile', async () => {
    fault = new StrataError('unknown-outcome', 'no answer');
    await look();
    expect(outcome).toEqual([`again in ${settleAfterMs}`]);
  });

  it('is done with when only the answer was lost and the CRM shows it', async () => {
    fault = new StrataError('unknown-outcome', 'no answer');
    shown = { status: 'invoiced', changedAt: '2026-11-25T09:00:00Z' };
    await look();
    expect(outcome).toEqual(['told']);
  });

  it('has not landed while the CRM shows an earlier status', async () => {
    fault = new StrataError('unknown-outcome', 'no answer');
    shown = { status: 'shipped', changedAt: '2026-11-25T08:00:00Z' };
    await look();
    expect(outcome).toEqual([`again in ${settleAfterMs}`]);
  });
});
