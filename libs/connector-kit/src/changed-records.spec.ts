import { describe, expect, it, vi } from 'vitest';
import { callOf, paperSystem, type PaperOperations } from './connected-system.fixture.js';
import type { RecordRef } from './record-ref.js';

const reads = {
  readCustomer: { customerId: 'C1' },
  readCustomerPosition: { customerId: 'C1' },
  findCustomers: { query: 'smith' },
  readItems: { itemIds: ['I1', 'I2'] },
  priceItems: { customerId: 'C1', salesAreaId: 'A', itemIds: ['I1'] },
  findItems: { query: 'bolt' },
};

/** An ERP, and which of the reads above it is asked when a screen comes again. */
function erp() {
  const asked: string[] = [];
  const answer = (name: string, value: unknown) => async () => {
    asked.push(name);
    return value;
  };
  const changes = vi.fn(async () => ({ documents: [] as object[], cursor: '1', more: false }));
  const createSalesOrder = vi.fn(async (_ctx: unknown, _args: object): Promise<object> => ({ id: 'S2', customerId: 'C1', lines: [{ itemId: 'I1' }] }));
  const operations: PaperOperations = { ...Object.fromEntries(Object.keys(reads).map((name) => [name, answer(name, name === 'readCustomerPosition' ? { openOrders: [{ id: 'S1' }] } : { id: 'C1' })])), changes, createSalesOrder, createDelivery: async () => ({ id: 'D1', lines: [] }) };
  const system = paperSystem(operations);
  return {
    system,
    changes,
    createSalesOrder,
    async askedAgain(): Promise<string[]> {
      asked.length = 0;
      for (const [name, args] of Object.entries(reads)) await system.call(callOf('screen'), name, args);
      return asked.toSorted();
    },
  };
}

describe('known answers of a system', () => {
  it('are all given again while nothing changed', async () => {
    const { askedAgain } = erp();
    expect(await askedAgain()).toEqual(Object.keys(reads).toSorted());
    expect(await askedAgain()).toEqual([]);
  });

  it.each<[RecordRef, string[]]>([
    [{ type: 'customer', id: 'C1' }, ['findCustomers', 'priceItems', 'readCustomer', 'readCustomerPosition']],
    [{ type: 'customer', id: 'C2' }, ['findCustomers']],
    [{ type: 'position', id: 'C1' }, ['readCustomerPosition']],
    [{ type: 'item', id: 'I1' }, ['findItems', 'priceItems', 'readItems']],
    [{ type: 'item', id: 'I2' }, ['findItems', 'readItems']],
    [{ type: 'sales-order', id: 'S1' }, ['readCustomerPosition']],
    [{ type: 'sales-order', id: 'S9' }, []],
  ])('about %o are asked for anew once it changed, and no others', async (record, expected) => {
    const { system, askedAgain } = erp();
    await askedAgain();
    system.forget(record);
    expect(await askedAgain()).toEqual(expected);
    expect(await askedAgain()).toEqual([]);
  });

  it("about a customer's position are outdated by an order of ours, also when its outcome is unknown", async () => {
    const { system, createSalesOrder, askedAgain } = erp();
    await askedAgain();
    await system.call(callOf(), 'createSalesOrder', { draft: {} });
    expect(await askedAgain()).toEqual(['readCustomerPosition']);
    createSalesOrder.mockRejectedValue(new Error('lost'));
    await expect(system.call(callOf(), 'createSalesOrder', { draft: { customerId: 'C1' } })).rejects.toThrow('lost');
    expect(await askedAgain()).toEqual(['readCustomerPosition']);
  });

  it('about an order are outdated by a delivery of it', async () => {
    const { system, askedAgain } = erp();
    await askedAgain();
    await system.call(callOf(), 'createDelivery', { salesOrderId: 'S1' });
    expect(await askedAgain()).toEqual(['readCustomerPosition']);
  });

  it('are outdated by what the system says has changed, each version once', async () => {
    const { system, changes, askedAgain } = erp();
    await askedAgain();
    const documents = [{ id: 'S7', customerId: 'C1', version: '1', lines: [] }];
    changes.mockResolvedValue({ documents, cursor: '2', more: false });
    await system.call(callOf(), 'changes', { resource: 'sales-order' });
    expect(await askedAgain()).toEqual(['readCustomerPosition']);
    await system.call(callOf(), 'changes', { resource: 'sales-order', cursor: '2' });
    expect(await askedAgain()).toEqual([]);
    changes.mockResolvedValue({ documents: [{ ...documents[0]!, version: '2' }], cursor: '3', more: false });
    await system.call(callOf(), 'changes', { resource: 'sales-order', cursor: '3' });
    expect(await askedAgain()).toEqual(['readCustomerPosition']);
  });
});

describe('a change that this process finds out', () => {
  it('is told on; one that it is told of is not', async () => {
    const { system } = erp();
    const told: RecordRef[] = [];
    const end = system.onChanged((records) => told.push(...records));
    system.forget({ type: 'customer', id: 'C9' });
    await system.call(callOf(), 'createSalesOrder', { draft: {} });
    expect(told).toEqual([
      { type: 'sales-order', id: 'S2' },
      { type: 'position', id: 'C1' },
    ]);
    end();
    await system.call(callOf(), 'createSalesOrder', { draft: {} });
    expect(told).toHaveLength(2);
  });
});
