import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Order } from '#canonical';

/** An order whose state the CRM does not know yet. */
export interface DueNote {
  order: Order;
  /** How often telling it failed in a row. */
  failures: number;
}

/** Which orders the CRM is to be told of: saveView says so with every change of the label. */
@Injectable()
export class CrmNotes {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** The longest due first. */
  due(limit: number): Promise<DueNote[]> {
    return this.db.query(`SELECT view AS "order", note_failures AS failures FROM order_view WHERE note_due_at <= now() ORDER BY note_due_at LIMIT $1`, [limit]);
  }

  /** The CRM knows the order in this state. One that has moved on meanwhile stays due. */
  async told({ orderId, sequence }: Order): Promise<void> {
    await this.db.query(`UPDATE order_view SET note_due_at = NULL, note_failures = 0 WHERE order_id = $1 AND sequence = $2`, [orderId, sequence]);
  }

  async failed({ orderId }: Order, againInMs: number): Promise<void> {
    await this.db.query(`UPDATE order_view SET note_due_at = now() + $2 * interval '1 millisecond', note_failures = note_failures + 1 WHERE order_id = $1`, [orderId, againInMs]);
  }
}
