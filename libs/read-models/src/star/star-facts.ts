import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { QueryFailedError, type DataSource } from 'typeorm';
import { faultText } from '#canonical';
import { nextOrder, writeFacts } from './star-facts.statements.js';

export interface FactsWritten {
  /** Where to go on. */
  cursor: string;
  /** Orders that were looked at. */
  orders: number;
  /** Those of them whose facts were older. */
  written: number;
  /** There may be more to look at now. */
  more: boolean;
  /** Seconds since 1970: when the last order that was looked at had changed. */
  changedAt?: number;
}

interface Looked {
  orders: number;
  written: number;
  tx: string | null;
  orderId: string | null;
  changedAt: number | null;
}

const start = '0 00000000-0000-0000-0000-000000000000';

/** Facts of orders from their views. Only the process app writes them. */
@Injectable()
export class StarFacts {
  private readonly log = new Logger('Star');

  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /**
   * Writes the facts of the next orders that changed, in one transaction. Again, it changes nothing. An order whose facts
   * cannot be written is a bug of ours that keeps no other back: it is stepped over, and told in the log. Throws what the
   * database cannot do for any order now: a full disk, or a schema of another release, would have all of them stepped over.
   * @param cursor of the last answer; undefined begins with the oldest order
   */
  async write(cursor: string = start, limit = 500): Promise<FactsWritten> {
    const position = cursor.split(' ');
    try {
      const [row]: Looked[] = await this.db.query(writeFacts, [...position, limit]);
      const { orders, written, tx, orderId, changedAt } = row!;
      return { orders, written, more: orders === limit, cursor: tx === null ? cursor : `${tx} ${orderId}`, ...(changedAt !== null && { changedAt }) };
    } catch (error) {
      if (!isOfTheOrder(error)) throw error;
      return limit > 1 ? this.write(cursor, 1) : this.stepOver(cursor, error);
    }
  }

  private async stepOver(cursor: string, error: unknown): Promise<FactsWritten> {
    const [next]: { tx: string; orderId: string }[] = await this.db.query(nextOrder, cursor.split(' '));
    if (!next) throw error;
    this.log.error(`the facts of order ${next.orderId} cannot be written: ${faultText(error)}`);
    return { orders: 1, written: 0, more: true, cursor: `${next.tx} ${next.orderId}` };
  }
}

/** Classes of PostgreSQL's conditions that a row brings about: cardinality, values, integrity (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
function isOfTheOrder(error: unknown): boolean {
  const { code } = (error instanceof QueryFailedError ? error.driverError : {}) as { code?: string };
  return code !== undefined && ['21', '22', '23'].includes(code.slice(0, 2));
}
