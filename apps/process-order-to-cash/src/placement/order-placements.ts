import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isStrataError, type CallContext, type Capabilities, type Order } from '#canonical';
import { DurableIngress } from '#durable';
import { OrderProjection, OrderReader, wholeBusiness, type Placement } from '#read-models';
import { orderCapabilities } from '../order/order.capabilities.js';
import type { OpenDraft } from '../order/order.draft.js';
import { orderObjectName } from '../order/order.object.js';
import { orderView } from '../order/order.projection.js';
import { initialState, type PlaceMessage } from '../order/order.state.js';
import { ProcessSettings } from '../process.settings.js';

/** What a request, an ERP order or a quote says of an order that is to begin. `orderId` is a new one where it is left out. */
export interface OrderBeginning extends Omit<PlaceMessage, 'orderId' | 'client' | 'principal' | 'placedAt' | 'draft' | 'expectedUnitPrices'> {
  orderId?: string;
  draft: Omit<OpenDraft, 'reference'>;
  expectedUnitPrices?: PlaceMessage['expectedUnitPrices'];
  /** All of the system: what an order does not ask of them is left out. */
  capabilities: Capabilities;
}

/** Under which an order begins once. */
export type PlacementKey = Pick<Placement, 'client' | 'idempotencyKey' | 'bodyHash'>;

/** Message that starts an order on behalf of the caller. */
export function placeMessage({ principal }: CallContext, { orderId = uuidv7(), draft, expectedUnitPrices = {}, capabilities, ...rest }: OrderBeginning): PlaceMessage {
  return {
    ...rest,
    orderId,
    client: principal.id,
    // Neither its rows, which may be many, nor its authority: the flow acts in its own name.
    principal: { id: principal.id, scopes: principal.scopes },
    placedAt: new Date().toISOString(),
    draft: { ...draft, reference: orderId },
    expectedUnitPrices,
    capabilities: orderCapabilities(capabilities),
  };
}

/** How every order begins, wherever it comes from: kept first, once under its key, then sent to the engine. */
@Injectable()
export class OrderPlacements {
  private readonly log = new Logger('Placement');
  private readonly reader: OrderReader;

  constructor(
    @InjectDataSource() db: DataSource,
    private readonly projection: OrderProjection,
    private readonly ingress: DurableIngress,
    private readonly settings: ProcessSettings,
  ) {
    this.reader = new OrderReader(db);
  }

  /**
   * Keeps a new order and sends it on its way; undefined when its key was used before.
   * @param queued whether it waits behind orders that queue for its system
   */
  async place(key: PlacementKey, beginning: PlaceMessage, queued: boolean): Promise<Order | undefined> {
    const message = this.settings.paysOnReceipt ? { ...beginning, paysOnReceipt: true } : beginning;
    const order = orderView(initialState(message));
    if (!(await this.projection.insertPlacement({ ...key, message, order }))) return undefined;
    await this.start(message.orderId, queued ? { ...message, queued } : message);
    return order;
  }

  /** The order of a thing that becomes one order whoever asks and however often: `thing` names it, `origin` says what it is. */
  async placeOnce(origin: string, thing: string, message: PlaceMessage): Promise<Order> {
    const order = await this.placeUnlessThere({ client: origin, idempotencyKey: thing, bodyHash: thing }, message);
    if (order) return order;
    const { systemId, customerId, draft } = message;
    const { placed } = await this.projection.beforePlacing({ client: origin, idempotencyKey: thing, systemId, customerId, purchaseOrderNumber: draft.purchaseOrderNumber ?? '' });
    return this.again((await this.reader.order(placed?.orderId ?? message.orderId, wholeBusiness)).order);
  }

  /** Undefined when there is no such order. */
  async find(orderId: string): Promise<Order | undefined> {
    try {
      return (await this.reader.order(orderId, wholeBusiness)).order;
    } catch (error) {
      if (!isStrataError(error, 'not-found')) throw error;
      return undefined;
    }
  }

  /** The same order, offered to the engine again if it has not begun there. */
  async again(order: Order): Promise<Order> {
    const message = order.sequence === 0 ? await this.projection.messageOf(order.orderId) : undefined;
    if (message) await this.start(order.orderId, message);
    return order;
  }

  /** The engine takes it once. Without the engine the sweeper sends it later: what is kept is placed. */
  private async start(orderId: string, message: object): Promise<void> {
    try {
      await this.ingress.send(orderObjectName, orderId, 'accept', message, orderId);
    } catch (error) {
      this.log.warn(`order ${orderId} waits for the engine: ${(error as Error).message}`);
    }
  }

  /** Of two that begin at the same time under one order id, one may run into the other's id before it sees its key. */
  private async placeUnlessThere(key: PlacementKey, message: PlaceMessage): Promise<Order | undefined> {
    try {
      return await this.place(key, message, false);
    } catch (error) {
      if (await this.find(message.orderId)) return undefined;
      throw error;
    }
  }
}
