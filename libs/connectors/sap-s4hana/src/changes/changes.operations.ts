import type { CallContext, ChangedDocuments, ChangeResource, Changes } from '#canonical';
import { ChangeFeed, type ChangeSource, type ErpConnector } from '#connector-kit';
import type { InvoiceDesk } from '../invoice/invoice.operations.js';
import type { ReturnDesk } from '../return/return.operations.js';
import type { SapCall } from '../sap-s4hana.client.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { changesCall, deliveryChanges, invoiceChanges, returnChanges, salesOrderChanges } from './change.source.js';

export function changesOperations(
  system: SapSystem,
  desks: { invoices: Pick<InvoiceDesk, 'invoicesOf'>; returns: Pick<ReturnDesk, 'returnsOf'> },
): Pick<ErpConnector, 'changes'> {
  const feed = new ChangeFeed(system.id, system.deps);
  const sources: { [R in ChangeResource]: ChangeSource<SapCall, ChangedDocuments[R]> } = {
    'sales-order': salesOrderChanges(system),
    delivery: deliveryChanges(system),
    invoice: invoiceChanges(system, desks.invoices),
    return: returnChanges(system, desks.returns),
  };

  return {
    async changes<R extends ChangeResource>(ctx: CallContext, { resource, cursor }: { resource: R; cursor?: string }): Promise<Changes<ChangedDocuments[R]>> {
      const source: ChangeSource<SapCall, ChangedDocuments[R]> = sources[resource];
      return feed.read(resource, source, changesCall(ctx), cursor);
    },
  };
}
