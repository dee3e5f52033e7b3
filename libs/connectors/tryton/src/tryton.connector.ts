import type { CallContext, ChangedDocuments, ChangeResource, Changes } from '#canonical';
import { ChangeFeed, checkSettings, refusedOperations, type ChangeSource, type ConnectorDeps, type ErpConnector, type SystemSettings } from '#connector-kit';
import { changeSources } from './changes/change.sources.js';
import { creditOperations } from './invoice/credit.operations.js';
import { invoiceOperations } from './invoice/invoice.operations.js';
import { paymentOperations } from './invoice/payment.operations.js';
import { toCreditStatus } from './party/party.mapper.js';
import { partyOperations } from './party/party.operations.js';
import { productOperations } from './product/product.operations.js';
import { cancellationOperations } from './sale/cancellation.operations.js';
import { placementOperations } from './sale/placement.operations.js';
import { quoteOperations } from './sale/quote.operations.js';
import { releaseOperations } from './sale/release.operations.js';
import { returnOperations } from './sale/return.operations.js';
import { SaleDesk } from './sale/sale.desk.js';
import { SaleWriter } from './sale/sale.writer.js';
import { simulationOperations } from './sale/simulation.operations.js';
import { shipmentOperations } from './shipment/shipment.operations.js';
import type { TrytonCall } from './tryton.client.js';
import { TrytonSettings } from './tryton.config.js';
import { manifest } from './tryton.manifest.js';
import { TrytonSystem } from './tryton.system.js';

/** Orders of a customer's position. */
const openOrdersRead = 50;

/** Connects one system. What its options leave out has its default; throws SettingFaults for what they may not hold. */
export function createTrytonConnector(settings: SystemSettings, deps: ConnectorDeps): ErpConnector {
  const system = new TrytonSystem(settings, checkSettings(TrytonSettings, settings.options, ['options']), deps);
  const parties = partyOperations(system);
  const products = productOperations(system);
  const sales = new SaleDesk(system, parties);
  const writer = new SaleWriter(system, parties, products);
  const shipments = shipmentOperations(system, sales);
  const invoices = invoiceOperations(system);
  const { findCustomers, readCustomer, readCredit } = parties;
  const { findItems, readItems, checkAvailability } = products;
  const { findDeliveries, createDelivery, postGoodsIssue } = shipments;
  const { findInvoices, readInvoices, postInvoice } = invoices;
  const returns = returnOperations(system, sales);
  const { createReturn, findReturns, receiveReturn } = returns;
  return {
    findCustomers,
    readCustomer,
    readCredit,
    findItems,
    readItems,
    checkAvailability,
    ...simulationOperations(system, parties, products),
    ...placementOperations(system, sales, writer),
    ...quoteOperations(system, sales, writer),
    ...releaseOperations(system, sales),
    createReturn,
    findReturns,
    receiveReturn,
    ...cancellationOperations(system, sales, shipments),
    findDeliveries,
    createDelivery,
    postGoodsIssue,
    findInvoices,
    readInvoices,
    postInvoice,
    ...paymentOperations(system, invoices),
    ...creditOperations(system, invoices),

    async readCustomerPosition(ctx, { customerId }) {
      const call = system.call(ctx, 'readCustomerPosition');
      const { currency } = await system.installation(call);
      await parties.party(call, customerId);
      const [credit, openOrders] = await Promise.all([parties.credit(call, customerId), sales.openOrders(call, customerId, openOrdersRead)]);
      return { credit: toCreditStatus(customerId, credit ?? { used: '0' }, currency.code), openOrders };
    },

    ...refusedOperations(
      manifest.product,
      'changeSalesOrder', 'proveDelivery', 'reversePayment', 'readInvoicePdf', 'readDunning', 'pauseDunning', 'resumeDunning',
    ),

    ...changesOf(system, changeSources(system, { sales, shipments, invoices, returns })),

    close: () => system.client.close(),
  };
}

function changesOf(system: TrytonSystem, sources: ReturnType<typeof changeSources>): Pick<ErpConnector, 'changes'> {
  const feed = new ChangeFeed(system.id, system.deps);
  return {
    async changes<R extends ChangeResource>(ctx: CallContext, { resource, cursor }: { resource: R; cursor?: string }): Promise<Changes<ChangedDocuments[R]>> {
      const source: ChangeSource<TrytonCall, ChangedDocuments[R]> = sources[resource];
      return feed.read(resource, source, system.call(ctx, 'changes'), cursor);
    },
  };
}
