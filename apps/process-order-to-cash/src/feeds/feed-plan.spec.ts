import { describe, expect, it } from 'vitest';
import type { Capabilities, CapabilityMode } from '#canonical';
import { feedPlan, masterDataPlan } from './feed-plan.js';

const has = (...operations: string[]): Capabilities => Object.fromEntries(operations.map((name) => [name, { mode: 'command', safe: true }]));
const everything = has('changes', 'readSalesOrder', 'findDeliveries', 'findInvoices', 'readInvoices', 'findReturns');

describe('what is watched in a system', () => {
  it('is all that moves an order; money more often than what the flow mostly does itself', () => {
    expect(feedPlan(everything, 1_000)).toEqual([
      { resource: 'sales-order', everyMs: 3_000 },
      { resource: 'delivery', everyMs: 3_000 },
      { resource: 'invoice', everyMs: 1_000 },
      { resource: 'return', everyMs: 3_000 },
      { resource: 'clearing', everyMs: 1_000 },
    ]);
  });

  it.each<[string, CapabilityMode, string[]]>([
    ['findDeliveries', 'absent', ['sales-order', 'invoice', 'return', 'clearing']],
    ['findReturns', 'absent', ['sales-order', 'delivery', 'invoice', 'clearing']],
    ['changes', 'absent', ['clearing']],
    ['readInvoices', 'absent', ['sales-order', 'delivery', 'invoice', 'return']],
    ['findInvoices', 'observe', ['sales-order', 'delivery', 'invoice', 'return', 'clearing']],
  ])('is less where %s is %s', (operation, mode, left) => {
    const capabilities: Capabilities = { ...everything, [operation]: { mode, safe: true } };
    expect(feedPlan(capabilities, 1_000).map(({ resource }) => resource)).toEqual(left);
  });
});

it('master data is read as a whole where the system can find it', () => {
  expect(masterDataPlan(has('findCustomers', 'findItems'))).toEqual(['customer', 'item']);
  expect(masterDataPlan({ ...has('findItems'), findCustomers: { mode: 'absent', safe: true } })).toEqual(['item']);
});
