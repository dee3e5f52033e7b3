import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { fresh, StrataError, type Answer, type CallContext, type Order } from '#canonical';
import { DurableIngress } from '#durable';
import { engineKey, OrderProjection, OrderReader, RequestLog } from '#read-models';
import type { OrderCommand, Refusal } from '../order/order.commands.js';
import { answerWithinMs, orderObjectName, type CommandAnswer } from '../order/order.object.js';

/** A command before it has an id and an actor. */
export type OrderWish = OrderCommand extends infer C ? (C extends OrderCommand ? Omit<C, 'id' | 'actor' | 'at'> : never) : never;

/** Brings a person's wish to the order's object, once per client and Idempotency-Key. */
@Injectable()
export class OrderCommands {
  private readonly reader: OrderReader;

  constructor(
    @InjectDataSource() db: DataSource,
    private readonly requests: RequestLog,
    private readonly projection: OrderProjection,
    private readonly ingress: DurableIngress,
  ) {
    this.reader = new OrderReader(db);
  }

  /** Throws `not-found`, `conflict`, `invalid` by line, and `unavailable` while the engine cannot be reached. */
  async send({ principal }: CallContext, orderId: string, wish: OrderWish, idempotencyKey: string): Promise<Answer<Order>> {
    const { order } = await this.reader.order(orderId, principal.dataScope);
    const request = { client: principal.id, idempotencyKey, operation: `order:${wish.type}`, body: { orderId, ...wish } };
    await this.requests.admit(request);
    // A wish must find the order: what was placed and never reached the engine is sent first.
    if (order.sequence === 0) await this.begin(orderId);
    const command = { ...wish, id: uuidv7(), actor: principal.id, at: new Date().toISOString() };
    const answer = await this.ingress.call<CommandAnswer>(orderObjectName, orderId, 'command', command, engineKey(request), answerWithinMs);
    if ('refusal' in answer) throw errorOf(answer.refusal, order);
    return fresh('strata', answer.order);
  }

  private async begin(orderId: string): Promise<void> {
    const message = await this.projection.messageOf(orderId);
    if (message) await this.ingress.send(orderObjectName, orderId, 'accept', message, orderId);
  }
}

function errorOf({ kind, message, reason, state, allowed, operation, existing, fields }: Refusal, { references }: Order): StrataError {
  const system = references.find(({ type }) => type === 'sales-order')?.system;
  return new StrataError(kind, message, { reason, state, allowed, ...(operation && { operation, systemId: system }), ...(existing !== undefined && { existing }), ...(fields && { fields }), retryable: false });
}
