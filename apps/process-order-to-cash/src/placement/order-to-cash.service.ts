import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { fresh, fromPublicId, toPublicId, type Answer, type CallContext, type Order, type OrderQuery, type OrderSimulation, type Page, type TimelineEntry } from '#canonical';
import { ErpApi, type OrderRequest, type OrderSimulationRequest, type OrderToCashApi } from '#contracts';
import { hashOf, keyReused, OrderList, OrderProjection, OrderReader, wholeBusiness, type PlacedOrder } from '#read-models';
import { completeDraft } from '../order/order.draft.js';
import { ProcessSettings } from '../process.settings.js';
import { OrderDoor, requireOwnCustomer } from './order-door.js';
import { OrderPlacements, placeMessage } from './order-placements.js';

const source = 'strata';

/** The door of order to cash: takes orders once, starts their objects, answers from the projection. */
@Injectable()
export class OrderToCashService implements OrderToCashApi {
  private readonly reader: OrderReader;
  private readonly list: OrderList;

  constructor(
    @InjectDataSource() db: DataSource,
    private readonly projection: OrderProjection,
    private readonly door: OrderDoor,
    private readonly placements: OrderPlacements,
    private readonly erp: ErpApi,
    private readonly settings: ProcessSettings,
  ) {
    this.reader = new OrderReader(db);
    this.list = new OrderList(db);
  }

  async simulateOrder(ctx: CallContext, { request }: { request: OrderSimulationRequest }): Promise<Answer<OrderSimulation>> {
    const { systemId, draft } = await this.door.admit(ctx, request);
    const answer = await this.erp.simulateSalesOrder(ctx, { systemId, draft: await completeDraft(this.erp, ctx, systemId, { ...draft, reference: uuidv7() }) });
    const { lines, net, tax, total, credit } = answer.value;
    return { ...answer, value: { net, tax, total, credit, lines: lines.map((line) => simulatedLine(systemId, line)) } };
  }

  async placeOrder(ctx: CallContext, { idempotencyKey, request }: { idempotencyKey: string; request: OrderRequest }): Promise<Answer<Order>> {
    const client = ctx.principal.id;
    requireOwnCustomer(ctx, request);
    const bodyHash = hashOf(request);
    const { customerId, purchaseOrderNumber } = request;
    const before = await this.projection.beforePlacing({ client, idempotencyKey, systemId: fromPublicId(customerId)?.systemId ?? '', customerId, purchaseOrderNumber });
    if (before.placed) return this.replay(before.placed, bodyHash);
    const message = placeMessage(ctx, {
      ...(await this.door.admit(ctx, request)),
      ...wishesOf(request),
      ...(before.repeated && this.settings.holdRepeatedPurchaseOrders && { repeatedPurchaseOrder: true }),
    });
    // Behind orders that queue for the system, so that a customer's orders reach it as they were placed.
    const order = await this.placements.place({ client, idempotencyKey, bodyHash }, message, before.queueing);
    if (!order) return this.placeOrder(ctx, { idempotencyKey, request });
    return fresh(source, order);
  }

  async listOrders({ principal }: CallContext, query: OrderQuery): Promise<Answer<Page<Order>>> {
    return fresh(source, await this.list.find(query, principal.dataScope));
  }

  async readOrder({ principal }: CallContext, { orderId }: { orderId: string }): Promise<Answer<Order>> {
    const { order, changedAt } = await this.reader.order(orderId, principal.dataScope);
    return { value: order, source, asOf: changedAt, stale: false, attempts: [] };
  }

  async readTimeline({ principal }: CallContext, { orderId }: { orderId: string }): Promise<Answer<{ items: TimelineEntry[] }>> {
    return fresh(source, { items: await this.reader.timeline(orderId, principal.dataScope) });
  }

  private async replay({ orderId, bodyHash }: PlacedOrder, sameHash: string): Promise<Answer<Order>> {
    if (bodyHash !== sameHash) throw keyReused();
    const { order, changedAt } = await this.reader.order(orderId, wholeBusiness);
    return { value: await this.placements.again(order), source, asOf: changedAt, stale: false, attempts: [] };
  }
}

/** What the request says that the ERP is not told. */
function wishesOf({ customerId, opportunityId, deliverOnRequest, lines }: OrderRequest) {
  const expectedUnitPrices = Object.fromEntries(lines.flatMap(({ expectedUnitPrice }, index) => (expectedUnitPrice ? [[index + 1, expectedUnitPrice]] : [])));
  return { customerId, opportunityId, deliverOnRequest, expectedUnitPrices };
}

function simulatedLine(systemId: string, line: { position: number; itemId: string; quantity: { value: string; unit: string } } & Pick<Order['lines'][number], 'description' | 'unitPrice' | 'net' | 'tax' | 'confirmations'>): Order['lines'][number] {
  const { position, itemId, quantity, description, unitPrice, net, tax, confirmations } = line;
  const { value: ordered, unit } = quantity;
  return { position, itemId: toPublicId(systemId, itemId), description, quantity: ordered, unit, unitPrice, net, tax, confirmations, ledger: { ordered, confirmed: '0', shipped: '0', invoiced: '0', returned: '0', credited: '0', rejected: '0' } };
}
