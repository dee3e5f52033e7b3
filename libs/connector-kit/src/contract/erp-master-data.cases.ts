import { describe, expect, it } from 'vitest';
import { exact } from '#canonical';
import { expectFailure } from './contract-call.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

export function masterDataCases(suite: ErpSuite): void {
  describe('master data', { timeout: caseTimeoutMs }, () => {
    it('reads a customer with the sales area it orders in', async () => {
      const { customerId, salesAreaId } = suite.data;
      const customer = await suite.connector.readCustomer(suite.call(), { customerId });
      expect(customer.id).toBe(customerId);
      expect(customer.name).not.toBe('');
      expect(customer.salesAreas).toContainEqual(expect.objectContaining({ id: salesAreaId, currency: expect.stringMatching(/^[A-Z]{3}$/) }));
    });

    it('finds customers page by page, each once', async () => {
      const first = await suite.connector.findCustomers(suite.call(), { limit: 2 });
      expect(first.items).toHaveLength(2);
      const second = await suite.connector.findCustomers(suite.call(), { limit: 2, cursor: first.next });
      const ids = [...first.items, ...second.items].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('finds a customer by its name', async () => {
      const { customerId } = suite.data;
      const { name } = await suite.connector.readCustomer(suite.call(), { customerId });
      const found = await suite.connector.findCustomers(suite.call(), { query: name });
      expect(found.items.map(({ id }) => id)).toContain(customerId);
    });

    it('finds an item by its name', async () => {
      const [itemId] = suite.data.itemIds;
      const [item] = await suite.connector.readItems(suite.call(), { itemIds: [itemId] });
      const found = await suite.connector.findItems(suite.call(), { query: item!.name });
      expect(found.items.map(({ id }) => id)).toContain(itemId);
    });

    it('reads the items that exist and leaves out the others', async () => {
      const { itemIds, unknownItemId } = suite.data;
      const items = await suite.connector.readItems(suite.call(), { itemIds: [...itemIds, unknownItemId] });
      expect(items.map(({ id }) => id).toSorted()).toEqual([...itemIds].toSorted());
      expect(items.every(({ sellable }) => sellable)).toBe(true);
    });

    it('prices items for a customer and leaves out what it cannot price', async () => {
      const { customerId, salesAreaId, itemIds, unknownItemId } = suite.data;
      const prices = await suite.connector.priceItems(suite.call(), { customerId, salesAreaId, itemIds: [...itemIds, unknownItemId] });
      expect(prices.map(({ itemId }) => itemId).toSorted()).toEqual([...itemIds].toSorted());
      for (const { unitPrice } of prices) expect(exact.compare(unitPrice.amount, '0')).toBe(1);
    });

    it('says what is available of an item', async () => {
      const availability = await suite.connector.checkAvailability(suite.call(), { itemIds: [...suite.data.itemIds] });
      for (const itemId of suite.data.itemIds) {
        const available = availability.find((each) => each.itemId === itemId)?.available.value ?? '0';
        expect(exact.compare(available, '0'), `available of ${itemId}`).toBe(1);
      }
    });

    it("reads a customer's credit", async () => {
      const { customerId } = suite.data;
      expect(await suite.connector.readCredit(suite.call(), { customerId })).toMatchObject({ customerId, blocked: false });
    });

    it('answers not-found for what is unknown', async () => {
      const { unknownCustomerId, unknownSalesOrderId, unknownDeliveryId } = suite.data;
      await expectFailure(suite.connector.readCustomer(suite.call(), { customerId: unknownCustomerId }), 'not-found');
      await expectFailure(suite.connector.readSalesOrder(suite.call(), { salesOrderId: unknownSalesOrderId }), 'not-found');
      await expectFailure(suite.connector.cancelSalesOrder(suite.call(), { salesOrderId: unknownSalesOrderId, reason: 'contract' }), 'not-found');
      if (suite.commands('createDelivery')) await expectFailure(suite.connector.createDelivery(suite.call(), { salesOrderId: unknownSalesOrderId }), 'not-found');
      if (suite.commands('postGoodsIssue')) await expectFailure(suite.connector.postGoodsIssue(suite.call(), { deliveryId: unknownDeliveryId }), 'not-found');
    });
  });
}
