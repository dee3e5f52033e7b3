import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fresh, StrataError, type CallContext, type Order, type OrderStatusNote } from '#canonical';
import type { CrmApi } from '#contracts';
import type { FeedPoll } from '#durable';
import type { StrataConfig } from '#edge';
import type { CrmNotes, DueNote, NotedState, OrderProjection } from '#read-models';
import { ProcessSettings } from '../process.settings.js';
import type { Switches } from '../switches/switches.js';
import { CrmNotesObject } from './crm-notes.object.js';

const settleAfterMs = 20_000;
const order = { orderId: 'o-1', customerId: 'c-1', references: [], purchaseOrderNumber: 'PO-1', status: 'invoiced', changedAt: '2026-11-25T09:00:00.000Z', sequence: 3 } as unknown as Order;

/** What the CRM holds of the order, how the next write ends, and what became of the note. */
let shown: Partial<OrderStatusNote> | null;
let fault: Error | undefined;
let outcome: string[];
let due: DueNote;

const crm = {
  upsertOrderStatus: async (_: CallContext, { note }: { note: OrderStatusNote }) => {
    outcome.push(`sent ${note.status}`);
    if (fault) throw fault;
    return fresh('crm', { id: 'a0B1', created: true });
  },
  findOrderStatus: async () => fresh('crm', shown),
  capabilities: async () => fresh('crm', { upsertOrderStatus: { mode: 'command', safe: false, settleAfterMs } }),
} as unknown as CrmApi;
const notes = {
  begin: async (_: number, erpSystemIds: string[]) => (erpSystemIds.includes('erp') ? [due] : []),
  told: async (told: NotedState[]) => void outcome.push(...told.map(({ sequence }) => `told ${sequence}`)),
  failed: async (_: NotedState, againInMs: number) => void outcome.push(`again in ${againInMs}`),
  unknown: async ({ sequence }: NotedState, askAgainInMs: number) => void outcome.push(`unknown ${sequence}, ask in ${askAgainInMs}`),
  settled: async ({ sequence }: NotedState) => void outcome.push(`settled ${sequence}`),
} as unknown as CrmNotes;
const projection = { addToTimeline: async () => undefined } as unknown as OrderProjection;

beforeEach(() => {
  [shown, fault, outcome, due] = [null, undefined, [], { order, failures: 0, begun: null }];
});

const nothingPaused = { pausedReason: () => undefined } as unknown as Switches;
/** Two environments: `erp` and `crm`, and what is for trying beside them. */
const systems = [
  { id: 'try-crm', kind: 'crm', environment: 'sandbox' },
  { id: 'try-erp', kind: 'erp', environment: 'sandbox' },
  { id: 'crm', kind: 'crm', environment: 'production' },
  { id: 'second-crm', kind: 'crm', environment: 'production' },
  { id: 'erp', kind: 'erp', environment: 'production' },
];
const settings = new ProcessSettings({ database: { url: 'postgresql://db/strata' }, restate: { ingress: [], admin: [] }, orderToCash: {}, systems } as unknown as StrataConfig);
const look = (systemId = 'crm', looks?: string) => new CrmNotesObject(crm, notes, projection, nothingPaused, settings).push(systemId, looks);
/** A process told the CRM that the order is shipped, and died before the answer. */
const shippedWasBegun = (unknownForMs = 0) => (due = { order, failures: 0, begun: { orderId: 'o-1', sequence: 2, status: 'shipped', changedAt: '2026-11-25T08:00:00.417Z', unknownForMs } });

describe('which CRM is told of an order', () => {
  it('is one of the environment of its ERP: production hears nothing of the sandbox, nor the sandbox of production', async () => {
    await look('try-crm');
    expect(outcome).toEqual([]);
    await look('crm');
    expect(outcome).toEqual(['sent invoiced', 'told 3']);
    expect(['erp', 'try-erp'].map((id) => settings.crmOf(id))).toEqual(['crm', 'try-crm']);
  });

  it('is the first one of several', async () => {
    await look('second-crm');
    expect(outcome).toEqual([]);
  });

  it('is looked at for an hour when its configuration is gone, and no longer', async () => {
    const looks: FeedPoll[] = [];
    while (looks.at(-1)?.ended === undefined && looks.length < 20) looks.push((await look('former-crm', looks.at(-1)?.cursor))!);
    expect(looks.slice(0, -1).reduce((sum, { afterMs }) => sum + afterMs!, 0)).toBe(55 * 60_000);
    expect(outcome).toEqual([]);
    // Begun again by a process that names it, and looked at once by one that does not: it goes on.
    expect((await look('former-crm', looks.at(-1)!.cursor))!.ended).toBeUndefined();
    expect(await look('crm', '11')).toMatchObject({ cursor: '' });
  });

  it('is none where its environment has none', () => {
    const without = new ProcessSettings({ database: { url: 'postgresql://db/strata' }, restate: { ingress: [], admin: [] }, orderToCash: {}, systems: systems.filter(({ id }) => id !== 'try-crm') } as unknown as StrataConfig);
    expect(without.crmOf('try-erp')).toBeUndefined();
  });
});

describe('what the CRM is told of an order', () => {
  it('is done with when the CRM says so', async () => {
    await look();
    expect(outcome).toEqual(['sent invoiced', 'told 3']);
  });

  it('is sent again soon when it certainly did not arrive', async () => {
    fault = new StrataError('unavailable', 'the CRM is down');
    await look();
    expect(outcome).toEqual(['sent invoiced', 'again in 2000']);
  });

  it('is sent again later when a fault of ours keeps it, of which the log says no value', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    fault = Object.assign(new Error('invalid input syntax: "Canary Lovelace"'), { code: '22P02', parameters: ['Canary Lovelace'] });
    await look();
    const said = JSON.stringify(error.mock.calls.map((each) => each.map(String)));
    error.mockRestore();
    expect(outcome).toEqual(['sent invoiced', 'again in 300000']);
    expect(said).toContain('Error 22P02');
    expect(said).not.toContain('Canary');
  });

  it('is asked for when it may still land: what is sent meanwhile it would go over', async () => {
    fault = new StrataError('unknown-outcome', 'no answer');
    await look();
    expect(outcome).toEqual(['sent invoiced', 'unknown 3, ask in 2000']);
  });

  it('is done with when only the answer was lost and the CRM shows it', async () => {
    fault = new StrataError('unknown-outcome', 'no answer');
    shown = { status: 'invoiced', changedAt: '2026-11-25T09:00:00Z' };
    await look();
    expect(outcome).toEqual(['sent invoiced', 'told 3']);
  });

  it('has not landed while the CRM shows an earlier status', async () => {
    fault = new StrataError('unknown-outcome', 'no answer');
    shown = { status: 'shipped', changedAt: '2026-11-25T08:00:00Z' };
    await look();
    expect(outcome).toEqual(['sent invoiced', 'unknown 3, ask in 2000']);
  });
});

describe('what a process that died was telling the CRM', () => {
  it('is asked for before anything newer is sent', async () => {
    shippedWasBegun();
    await look();
    expect(outcome).toEqual(['unknown 2, ask in 2000']);
  });

  it('is done with when the CRM shows it, to the second; what is newer stays due', async () => {
    shippedWasBegun();
    shown = { status: 'shipped', changedAt: '2026-11-25T08:00:00Z' };
    await look();
    expect(outcome).toEqual(['told 2']);
  });

  it('is asked for no longer than the settling time', async () => {
    shippedWasBegun(settleAfterMs - 500);
    await look();
    expect(outcome).toEqual(['unknown 2, ask in 500']);
  });

  it('will not land any more once the settling time is over', async () => {
    shippedWasBegun(settleAfterMs);
    await look();
    expect(outcome).toEqual(['settled 2']);
  });
});
