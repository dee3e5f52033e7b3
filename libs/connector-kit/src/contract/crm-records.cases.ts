import { describe, expect, it } from 'vitest';
import { exact, type CrmChangeResource, type OrderStatusNote } from '#canonical';
import { eventually, expectFailure } from './contract-call.js';
import { caseTimeoutMs, type CrmSuite } from './crm.suite.js';

export function recordCases(suite: CrmSuite): void {
  const overview = () => suite.connector.readAccountOverview(suite.call(), { erpCustomerId: suite.data.erpCustomerId });

  /** A record of each kind that belongs to the customer. */
  async function recordOf(resource: CrmChangeResource): Promise<string> {
    const { account, contacts, opportunities } = await overview();
    return { account: account.id, contact: contacts[0]!.id, opportunity: opportunities[0]!.id }[resource];
  }

  describe('records', { timeout: caseTimeoutMs }, () => {
    it('reads the account of an ERP customer with its contacts and open opportunities', async () => {
      const { account, contacts, opportunities } = await overview();
      expect(account.erpCustomerId).toBe(suite.data.erpCustomerId);
      expect(contacts.length).toBeGreaterThan(0);
      expect(contacts.every(({ accountId }) => accountId === account.id)).toBe(true);
      expect(opportunities.length).toBeGreaterThan(0);
      expect(opportunities.every(({ accountId, closed }) => accountId === account.id && !closed)).toBe(true);
    });

    it('answers not-found for a customer without an account, and for an unknown opportunity', async () => {
      const { unknownErpCustomerId, unknownOpportunityId } = suite.data;
      await expectFailure(suite.connector.readAccountOverview(suite.call(), { erpCustomerId: unknownErpCustomerId }), 'not-found');
      await expectFailure(suite.connector.readOpportunity(suite.call(), { opportunityId: unknownOpportunityId }), 'not-found');
    });

    it('never picks one of two accounts of the same customer', async () => {
      const { ambiguousErpCustomerId } = suite.data;
      // A system that forbids the second account shows the first, and nobody had to pick.
      if (ambiguousErpCustomerId === undefined) return expect((await overview()).account.id).toBeTruthy();
      return expectFailure(suite.connector.readAccountOverview(suite.call(), { erpCustomerId: ambiguousErpCustomerId }), 'conflict');
    });

    it.each(["O'Hara \\ Sons", '%', '_', "') OR Name != ('"])('takes what people type as text, never as a query: %s', async (query) => {
      const { items } = await suite.connector.findAccounts(suite.call(), { query });
      const plain = query.toLowerCase();
      expect(items.filter(({ name }) => !name.toLowerCase().includes(plain))).toEqual([]);
    });

    it('finds accounts page by page, each once', async () => {
      const first = await suite.connector.findAccounts(suite.call(), { limit: 2 });
      expect(first.items).toHaveLength(2);
      const second = await suite.connector.findAccounts(suite.call(), { limit: 2, cursor: first.next });
      const ids = [...first.items, ...second.items].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('finds an account by its name, and the contacts of the account', async () => {
      const { account, contacts } = await overview();
      const { items } = await suite.connector.findAccounts(suite.call(), { query: account.name });
      expect(items.map(({ id }) => id)).toContain(account.id);
      const found = await suite.connector.findContacts(suite.call(), { accountId: account.id });
      expect(found.map(({ id }) => id).toSorted()).toEqual(contacts.map(({ id }) => id).toSorted());
    });

    it('reads an opportunity', async () => {
      const opportunityId = await recordOf('opportunity');
      expect(await suite.connector.readOpportunity(suite.call(), { opportunityId })).toMatchObject({ id: opportunityId, closed: false, won: false });
    });

    it.each<[CrmChangeResource]>([['account'], ['contact'], ['opportunity']])('brings a changed %s', async (resource) => {
      const id = await recordOf(resource);
      let { cursor } = await suite.connector.changes(suite.call(), { resource });
      await suite.harness.touch(resource, id);
      await eventually(`a change of the ${resource}`, suite.eventuallyMs, async () => {
        const page = await suite.connector.changes(suite.call(), { resource, cursor });
        cursor = page.cursor;
        return page.documents.find((change) => change.id === id && !change.deleted && change.record !== undefined);
      });
    });
  });

  describe("an order's status", { timeout: caseTimeoutMs }, () => {
    it('is written and found by our order id', async () => {
      const note = suite.note();
      expect(await suite.connector.upsertOrderStatus(suite.call(), { note })).toMatchObject({ created: true });
      const found = await suite.connector.findOrderStatus(suite.call(), { orderId: note.orderId });
      expect(found).toMatchObject({ orderId: note.orderId, erpCustomerId: note.erpCustomerId, erpOrderId: note.erpOrderId, status: note.status });
      expect(exact.compare(found!.total!.amount, note.total!.amount)).toBe(0);
      // Salesforce keeps moments to the second.
      expect(found!.changedAt.slice(0, 19)).toBe(note.changedAt.slice(0, 19));
    });

    it('is one record, however often it is written', async () => {
      const note = suite.note();
      const first = await suite.connector.upsertOrderStatus(suite.call(), { note });
      const second = await suite.connector.upsertOrderStatus(suite.call(), { note: { ...note, status: 'shipped' } });
      expect(second).toEqual({ id: first.id, created: false });
      expect(await suite.connector.findOrderStatus(suite.call(), { orderId: note.orderId })).toMatchObject({ status: 'shipped' });
    });

    it('is listed once, page by page, with all that changed since a day', async () => {
      const notes = [suite.note(), suite.note(), suite.note()];
      for (const note of notes) await suite.connector.upsertOrderStatus(suite.call(), { note });
      const since = notes[0]!.changedAt.slice(0, 10);
      const listed: OrderStatusNote[] = [];
      let page = await suite.connector.listOrderStatuses(suite.call(), { since, limit: 2 });
      expect(page.items).toHaveLength(2);
      while (page.next !== undefined) {
        listed.push(...page.items);
        page = await suite.connector.listOrderStatuses(suite.call(), { since, cursor: page.next });
      }
      listed.push(...page.items);
      const ids = listed.map(({ orderId }) => orderId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(notes.map(({ orderId }) => orderId)));
      expect((await suite.connector.listOrderStatuses(suite.call(), { since: '2999-01-01' })).items).toEqual([]);
    });

    it('is null for an order the CRM never heard of', async () => {
      expect(await suite.connector.findOrderStatus(suite.call(), { orderId: crypto.randomUUID() })).toBeNull();
    });
  });
}
