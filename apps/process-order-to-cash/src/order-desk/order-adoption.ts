import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { fresh, isStrataError, StrataError, toPublicId, unprocessable, type Answer, type CallContext, type Order, type SalesOrder } from '#canonical';
import { ErpApi } from '#contracts';
import { DocumentInbox, OrderReader } from '#read-models';
import { OrderPlacements, placeMessage, type OrderBeginning } from '../placement/order-placements.js';

/** Placements of adopted orders: the key is the ERP order's own, so that each is adopted once whoever asks. */
const adoptions = 'strata:adoption';

/** Takes orders under our wing that already exist in an ERP: at cut-over, or when a clerk has entered one. */
@Injectable()
export class OrderAdoption {
  private readonly reader: OrderReader;

  constructor(
    @InjectDataSource() db: DataSource,
    private readonly placements: OrderPlacements,
    private readonly inbox: DocumentInbox,
    private readonly erp: ErpApi,
  ) {
    this.reader = new OrderReader(db);
  }

  /** Throws `not-found` (422 for what names no order), `conflict` for an order that is ours already or over, and those of the system. */
  async adopt(ctx: CallContext, systemId: string, salesOrderId: string, deliverOnRequest: boolean): Promise<Answer<Order>> {
    const salesOrder = await this.read(ctx, systemId, salesOrderId);
    const [known] = (await this.inbox.ordersBehind(systemId, [salesOrder.id])).get(salesOrder.id) ?? [];
    if (known) return fresh('strata', (await this.reader.order(known.orderId, ctx.principal.dataScope)).order);
    if (salesOrder.reference !== undefined && isUuid(salesOrder.reference)) throw refused(salesOrder, 'the order carries a reference of ours: it is placed, and not adopted', 'ours');
    if (salesOrder.status === 'cancelled') throw refused(salesOrder, 'the order is cancelled in its system', 'over');
    const { value: capabilities } = await this.erp.capabilities(ctx, { systemId });
    const message = placeMessage(ctx, { ...beginningOf(salesOrder), deliverOnRequest, capabilities });
    return fresh('strata', await this.placements.placeOnce(adoptions, `${systemId}:${salesOrder.id}`, message));
  }

  private async read(ctx: CallContext, systemId: string, salesOrderId: string): Promise<SalesOrder> {
    try {
      return (await this.erp.readSalesOrder(ctx, { systemId, salesOrderId })).value;
    } catch (error) {
      if (!isStrataError(error, 'not-found')) throw error;
      throw unprocessable([{ pointer: '/salesOrderId', detail: `${systemId} has no order ${salesOrderId}` }]);
    }
  }
}

const refused = ({ status }: SalesOrder, message: string, reason: string) => new StrataError('conflict', message, { reason, state: status, allowed: [] });

function beginningOf({ id, systemId, customerId, salesAreaId, purchaseOrderNumber, requestedDeliveryDate, lines }: SalesOrder): Omit<OrderBeginning, 'capabilities'> {
  const draftLines = lines.map(({ position, itemId, quantity }) => ({ position, itemId, quantity }));
  return { systemId, customerId: toPublicId(systemId, customerId), adopts: id, draft: { customerId, salesAreaId, purchaseOrderNumber, requestedDeliveryDate, lines: draftLines } };
}
