import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { exact, fromPublicId, isStrataError, scaleOf, unprocessable, type CallContext, type FieldFault, type Order } from '#canonical';
import { MasterData, OrderReader } from '#read-models';
import { decimalsOf } from '../placement/order-door.js';

interface LineWish {
  position: number;
  quantity: string;
}

/** Half a bolt is refused here, by line, as it is when an order is placed: the ERP would refuse it too, and later. */
@Injectable()
export class LineDecimals {
  private readonly reader: OrderReader;

  constructor(
    @InjectDataSource() db: DataSource,
    private readonly masterData: MasterData,
  ) {
    this.reader = new OrderReader(db);
  }

  /** Throws `invalid`. What is not known of the order or its items, or not the caller's, passes: the ERP's answer rules. */
  async require(ctx: CallContext, orderId: string, lines: LineWish[] = []): Promise<void> {
    const broken = lines.map(({ position, quantity }, index) => ({ position, index, scale: scaleOf(exact.normal(quantity)) })).filter(({ scale }) => scale > 0);
    if (broken.length === 0) return;
    const order = await this.order(ctx, orderId);
    const named = order?.lines.filter(({ position }) => broken.some((each) => each.position === position)) ?? [];
    const keys = named.map(({ itemId }) => fromPublicId(itemId)).filter((key) => key !== undefined);
    if (!keys[0]) return;
    const items = await this.masterData.recall('item', keys[0].systemId, keys.map(({ key }) => key));
    const faults = broken.flatMap(({ position, index, scale }): FieldFault[] => {
      const line = named.find((each) => each.position === position);
      const item = items.find(({ id }) => line !== undefined && id === fromPublicId(line.itemId)?.key);
      const allowed = item && decimalsOf(item, line?.unit);
      return allowed === undefined || scale <= allowed ? [] : [{ pointer: `/lines/${index}/quantity`, detail: `at most ${allowed} decimals in ${line?.unit ?? item?.unit}` }];
    });
    if (faults.length > 0) throw unprocessable(faults);
  }

  private async order({ principal }: CallContext, orderId: string): Promise<Order | undefined> {
    try {
      return (await this.reader.order(orderId, principal.dataScope)).order;
    } catch (error) {
      if (isStrataError(error, 'not-found')) return undefined;
      throw error;
    }
  }
}
