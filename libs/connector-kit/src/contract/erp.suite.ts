import { afterAll, afterEach, beforeAll } from 'vitest';
import type { CallContext, SalesOrder, SalesOrderDraft } from '#canonical';
import type { ErpConnector } from '../erp-connector.js';
import { callWithin } from './contract-call.js';
import type { ErpContractHarness } from './erp.harness.js';

/** A real product on a busy machine takes seconds for a step. */
export const caseTimeoutMs = 60_000;

/** The day (ISO 8601, UTC) so many days from now. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** What the cases of an ERP share: the harness, and orders that nobody else made. */
export class ErpSuite {
  private started?: ErpContractHarness;
  private unit = 'C62';

  constructor(start: () => Promise<ErpContractHarness>) {
    beforeAll(async () => {
      this.started = await start();
      const { connector, data } = this.started;
      const [item] = await connector.readItems(this.call(), { itemIds: [data.itemIds[0]] });
      this.unit = item?.unit ?? this.unit;
    }, 180_000);
    afterEach(() => this.started?.proxy.clear());
    afterAll(() => this.started?.close(), caseTimeoutMs);
  }

  get harness(): ErpContractHarness {
    if (!this.started) throw new Error('the harness starts before the first case');
    return this.started;
  }

  get connector(): ErpConnector {
    return this.harness.connector;
  }

  get data(): ErpContractHarness['data'] {
    return this.harness.data;
  }

  get eventuallyMs(): number {
    return this.harness.eventuallyMs ?? 20_000;
  }

  /** A call with ample time. */
  call(): CallContext {
    return callWithin(caseTimeoutMs);
  }

  /** A call that must end soon, with just enough time for an ordinary one. */
  shortCall(): CallContext {
    return callWithin(this.harness.patienceMs ?? 1_500);
  }

  draft(changes: Partial<SalesOrderDraft> = {}): SalesOrderDraft {
    const { customerId, salesAreaId, itemIds } = this.data;
    return {
      reference: crypto.randomUUID(),
      customerId,
      salesAreaId,
      purchaseOrderNumber: `PO-${Date.now()}`,
      lines: [
        { position: 1, itemId: itemIds[0], quantity: { value: '3', unit: this.unit } },
        { position: 2, itemId: itemIds[1], quantity: { value: '2', unit: this.unit } },
      ],
      ...changes,
    };
  }

  create(draft: SalesOrderDraft = this.draft()): Promise<SalesOrder> {
    return this.connector.createSalesOrder(this.call(), { draft });
  }

  find(reference: string): Promise<SalesOrder[]> {
    return this.connector.findSalesOrders(this.call(), { reference });
  }

  commands(operation: keyof ErpConnector): boolean {
    return this.harness.manifest.operations[operation]?.mode === 'command';
  }

  /** The system has no such thing. Throws when it has, and neither a command nor the harness makes it: then nothing would be tried. */
  lacks(operation: keyof ErpConnector): true {
    if (this.harness.manifest.operations[operation]?.mode === 'observe') throw new Error(`${operation} is observed: the harness must make it happen`);
    return true;
  }
}
