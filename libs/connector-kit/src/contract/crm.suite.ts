import { afterAll, afterEach, beforeAll } from 'vitest';
import type { CallContext, OrderStatusNote } from '#canonical';
import type { CrmConnector } from '../crm-connector.js';
import { callWithin } from './contract-call.js';
import type { CrmContractHarness } from './crm.harness.js';

export const caseTimeoutMs = 60_000;

/** What the cases of a CRM share. */
export class CrmSuite {
  private started?: CrmContractHarness;

  constructor(start: () => Promise<CrmContractHarness>) {
    beforeAll(async () => {
      this.started = await start();
    }, 180_000);
    afterEach(() => this.started?.proxy.clear());
    afterAll(() => this.started?.close(), caseTimeoutMs);
  }

  get harness(): CrmContractHarness {
    if (!this.started) throw new Error('the harness starts before the first case');
    return this.started;
  }

  get connector(): CrmConnector {
    return this.harness.connector;
  }

  get data(): CrmContractHarness['data'] {
    return this.harness.data;
  }

  get eventuallyMs(): number {
    return this.harness.eventuallyMs ?? 20_000;
  }

  call(): CallContext {
    return callWithin(caseTimeoutMs);
  }

  shortCall(): CallContext {
    return callWithin(this.harness.patienceMs ?? 1_500);
  }

  note(changes: Partial<OrderStatusNote> = {}): OrderStatusNote {
    return {
      orderId: crypto.randomUUID(),
      erpCustomerId: this.data.erpCustomerId,
      erpOrderId: '4711',
      purchaseOrderNumber: 'PO-1',
      status: 'confirmed',
      total: { amount: '12.50', currency: 'EUR' },
      changedAt: new Date().toISOString(),
      ...changes,
    };
  }
}
