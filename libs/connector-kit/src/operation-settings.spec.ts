import { describe, expect, it } from 'vitest';
import { callOf, paperSystem } from './connected-system.fixture.js';
import { SettingFaults } from './setting-faults.js';

const reads = { readCustomer: async () => ({}), findSalesOrders: async () => [], readInvoicePdf: async () => ({}), createSalesOrder: async () => ({}) };

function faultsOf(resilience: Record<string, object>): string[] {
  try {
    paperSystem(reads, resilience);
  } catch (error) {
    if (error instanceof SettingFaults) return error.faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw error;
  }
  return [];
}

/** How often a system is asked when a screen comes three times, 20 ms apart. */
async function asked(name: 'readCustomer' | 'findSalesOrders', resilience?: Record<string, object>): Promise<number> {
  let count = 0;
  const ask = async () => void (count += 1);
  const system = paperSystem({ readCustomer: ask, findSalesOrders: ask }, resilience);
  for (let came = 0; came < 3; came += 1) {
    await system.call(callOf('screen'), name, { customerId: 'C1' });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return count;
}

describe('the resilience of a system', () => {
  it('is its default by kind of read: master data is kept, a probe never', async () => {
    expect(await asked('readCustomer')).toBe(1);
    expect(await asked('findSalesOrders')).toBe(3);
  });

  it('keeps no files: thousands of them would fill a memory', () => {
    expect(faultsOf({ readInvoicePdf: { staleIfError: 1 } })).toEqual(['resilience.readInvoicePdf.staleIfError: is not for this read: its answers are never given again']);
  });

  it('is set for a read, or for all that are kept, and the nearer wins', async () => {
    const none = { cache: 0, staleWhileRevalidate: 0 };
    expect(await asked('readCustomer', { readCustomer: none })).toBe(3);
    expect(await asked('readCustomer', { all: none })).toBe(3);
    expect(await asked('readCustomer', { all: none, readCustomer: { cache: 5_000 } })).toBe(1);
    expect(await asked('findSalesOrders', { all: { cache: 5_000 } })).toBe(3);
  });

  it.each<[string, Record<string, object>, string]>([
    ['a read that there is not', { readCustomers: {} }, 'resilience.readCustomers: is no read of this system; there are all, readCustomer, findSalesOrders, readInvoicePdf'],
    ['a write', { createSalesOrder: { tries: 2 } }, 'resilience.createSalesOrder: is no read of this system; there are all, readCustomer, findSalesOrders, readInvoicePdf'],
    ['a setting that there is not', { readCustomer: { ttl: 1 } }, 'resilience.readCustomer.ttl: is not a known setting'],
    ['no map', { readCustomer: [] }, 'resilience.readCustomer: must be a map such as {cache: 1000}'],
    ['a lifetime for a read that is never kept', { findSalesOrders: { cache: 1 } }, 'resilience.findSalesOrders.cache: is not for this read: its answers are never given again'],
    ['a lifetime below zero', { all: { cache: -1 } }, 'resilience.all.cache: cache must not be less than 0'],
    ['a hedge of no kind', { all: { hedge: 'p99' } }, 'resilience.all.hedge: hedge must be off, p95 or ms from 1 to 60000'],
    ['a time of a try that is too short', { all: { tryTimeout: 5 } }, 'resilience.all.tryTimeout: tryTimeout must be off, observed or ms from 10 to 60000'],
    ['too many tries', { readCustomer: { tries: 11 } }, 'resilience.readCustomer.tries: tries must not be greater than 10'],
  ])('is refused for %s', (_, resilience, expected) => {
    expect(faultsOf(resilience)).toEqual([expected]);
  });
});
