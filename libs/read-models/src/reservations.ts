import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Prepared } from '#store';
import { Together } from './together.js';

/** What an order needs of a customer's credit or of an item's stock. */
export interface Need {
  kind: 'credit' | 'stock';
  /** Key of the customer or of the item in its system. */
  resource: string;
  /** Decimal strings in the same unit: what the order needs, and what the system said is left. */
  amount: string;
  available: string;
  /** ISO 8601 time at which the read began that said so. */
  asOf: string;
}

export type Refused = Pick<Need, 'kind' | 'resource'>;

interface Asked {
  systemId: string;
  orderId: string;
  needs: Need[];
}

/**
 * Amounts that orders of ours have taken and their system may not count yet. A reservation ends with the first read that
 * began after the system had answered the order: from then on the system's number includes it.
 */
@Injectable()
export class Reservations {
  private readonly taking = new Together((asked: Asked[]) => this.takeAll(asked));
  private readonly acknowledging = new Together((answered: { orderId: string; at: Date }[]) => this.acknowledgeAll(answered));

  private readonly statements;

  constructor(@InjectDataSource() private readonly db: DataSource) {
    this.statements = { reserve: new Prepared<Refused & { orderId: string }>(db, reserve), acknowledge: new Prepared(db, acknowledge) };
  }

  /**
   * Takes all needs of an order or none, in one transaction; again for the same order replaces what it took, and who is refused keeps nothing. What the
   * system itself would not cover is taken all the same: its answer rules.
   * @returns what only other orders of ours stand in the way of: empty when everything was taken
   */
  reserve(systemId: string, orderId: string, needs: Need[]): Promise<Refused[]> {
    return this.taking.ask({ systemId, orderId, needs });
  }

  /** The system has answered the order at `at`. */
  acknowledge(orderId: string, at: Date): Promise<void> {
    return this.acknowledging.ask({ orderId, at });
  }

  /** The system does not have the order. */
  async release(orderId: string): Promise<void> {
    await this.db.query(`DELETE FROM reservation WHERE order_id = $1`, [orderId]);
  }

  /**
   * Forgets what no read can be older than, and what was never answered.
   * @param acknowledgedMs longer than the oldest read that is still used
   * @param unansweredMs longer than an unknown outcome takes to settle
   */
  async expire(acknowledgedMs: number, unansweredMs: number): Promise<void> {
    await this.db.query(
      `DELETE FROM reservation WHERE acknowledged_at < now() - $1 * interval '1 millisecond' OR acknowledged_at IS NULL AND reserved_at < now() - $2 * interval '1 millisecond'`,
      [acknowledgedMs, unansweredMs],
    );
  }

  /** Orders that ask at the same time share a transaction: a popular item is locked once for them all. */
  private async takeAll(asked: Asked[]): Promise<Refused[][]> {
    const refused: (Refused & { orderId: string })[] = [];
    for (const systemId of new Set(asked.map((each) => each.systemId))) {
      const orders = asked.filter((each) => each.systemId === systemId);
      refused.push(...(await this.statements.reserve.run([systemId, JSON.stringify(orders)])));
    }
    return asked.map(({ orderId }) => refused.filter((each) => each.orderId === orderId).map(({ kind, resource }) => ({ kind, resource })));
  }

  private async acknowledgeAll(answered: { orderId: string; at: Date }[]): Promise<void[]> {
    const sorted = answered.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1));
    await this.statements.acknowledge.run([sorted.map(({ orderId }) => orderId), sorted.map(({ at }) => at)]);
    return answered.map(() => undefined);
  }
}

const reserve = `SELECT order_id AS "orderId", kind, resource FROM reserve($1, $2)`;

const acknowledge = `SELECT acknowledge_reservations($1, $2)`;
