import type { CallContext } from '#canonical';
import { checkSettings, readingAnswers, refusedOperations, type ConnectorDeps, type ErpConnector, type SystemSettings } from '#connector-kit';
import { availabilityOperations } from './availability/availability.operations.js';
import { changesOperations } from './changes/changes.operations.js';
import { creditOperations } from './credit/credit.operations.js';
import { customerOperations } from './customer/customer.operations.js';
import { deliveryOperations } from './delivery/delivery.operations.js';
import { dunningOperations } from './dunning/dunning.operations.js';
import { invoicePdfOperations } from './invoice/invoice-pdf.operations.js';
import { invoiceOperations } from './invoice/invoice.operations.js';
import { itemOperations } from './item/item.operations.js';
import { returnOperations } from './return/return.operations.js';
import { cancellationOperations } from './sales-order/cancellation.operations.js';
import { orderChangeOperations } from './sales-order/order-change.operations.js';
import { orderListOperations } from './sales-order/order-list.operations.js';
import { salesOrderOperations } from './sales-order/sales-order.operations.js';
import { simulationOperations } from './sales-order/simulation.operations.js';
import { SapClient } from './sap-s4hana.client.js';
import { SapS4HanaSettings } from './sap-s4hana.config.js';
import { manifest, type SapOperation } from './sap-s4hana.manifest.js';
import type { SapSystem } from './sap-s4hana.system.js';

/** Connects one system. What its options leave out has its default; throws SettingFaults for what they may not hold. */
export function createSapConnector(settings: SystemSettings, deps: ConnectorDeps): ErpConnector {
  const options = checkSettings(SapS4HanaSettings, settings.options, ['options']);
  const client = new SapClient(settings, options, deps);
  const system: SapSystem = { id: settings.id, options, client, deps };
  const items = itemOperations(system);
  const { rowsOfOrder, undo, ...deliveries } = deliveryOperations(system);
  const { returnsOf, enteredFrom, ...returns } = returnOperations(system);
  const { invoicesOf, ...invoices } = invoiceOperations(system, { enteredFrom });
  const { findItems, readItems } = items;
  const operations: Omit<ErpConnector, 'close'> = {
    ...customerOperations(system),
    findItems,
    readItems,
    ...availabilityOperations(system),
    ...creditOperations(system),
    ...simulationOperations(system, items),
    ...salesOrderOperations(system),
    ...orderListOperations(system),
    ...orderChangeOperations(system),
    ...cancellationOperations(system, { rowsOfOrder, undo }),
    ...deliveries,
    ...invoices,
    ...returns,
    ...invoicePdfOperations(system),
    ...dunningOperations(system),
    ...refusedOperations(
      manifest.product,
      'releaseSalesOrder', 'proveDelivery', 'createReturn', 'receiveReturn', 'reversePayment', 'creditInvoice',
      'createQuote', 'findQuotes', 'readQuote', 'convertQuote',
    ),
    ...changesOperations(system, { invoices: { invoicesOf }, returns: { returnsOf } }),
  };
  return { ...readable(operations), close: () => client.close() };
}

/** Values that fit SAP's types may still make no document, such as an amount without a currency: no bug of ours, nor of a caller. */
function readable(operations: Omit<ErpConnector, 'close'>): Omit<ErpConnector, 'close'> {
  const wrapped = (Object.keys(operations) as SapOperation[]).map((name) => {
    const operation = operations[name] as (ctx: CallContext, args: unknown) => Promise<unknown>;
    const kind = { operation: name, safe: manifest.operations[name].safe };
    return [name, (ctx: CallContext, args: unknown) => readingAnswers(kind, () => operation(ctx, args))] as const;
  });
  return Object.fromEntries(wrapped) as unknown as Omit<ErpConnector, 'close'>;
}
