import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { fromPublicId, StrataError, type NativeKey } from '#canonical';
import { register } from './personal-data.register.js';

/** A customer whose data it is. */
export interface Subject extends NativeKey {
  /** Public id. */
  subjectId: string;
}

/** Rows in memory at once. */
const pageRows = 500;

export const unknownSubject = () => new StrataError('not-found', 'there is nobody with this id');

/** Throws `not-found`: an id that is none of a customer names nobody. */
export function subjectOf(subjectId: string): Subject {
  const key = fromPublicId(subjectId);
  if (!key) throw unknownSubject();
  return { subjectId, ...key };
}

/** What the tables of ours keep of a person. */
@Injectable()
export class PersonalData {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Orders that have not ended, at most 100: as long as there are any, what they need is needed. */
  async openOrders({ subjectId }: Subject): Promise<{ orderId: string; status: string }[]> {
    return this.db.query(`SELECT order_id AS "orderId", status FROM order_view WHERE customer_id = $1 AND status NOT IN ('closed', 'cancelled', 'rejected') ORDER BY placed_at LIMIT 100`, [subjectId]);
  }

  /** Ids of all orders of a person, a page at a time, in a steady order: `after` is the last of the page before. */
  async orders({ subjectId }: Subject, after: string | undefined): Promise<string[]> {
    const rows: { orderId: string }[] = await this.db.query(`SELECT order_id AS "orderId" FROM order_view WHERE customer_id = $1 AND ($2::uuid IS NULL OR order_id > $2) ORDER BY order_id LIMIT 100`, [subjectId, after ?? null]);
    return rows.map(({ orderId }) => orderId);
  }

  /** Tables that keep something of people and can tell it. */
  tables(): string[] {
    return Object.entries(register).flatMap(([table, { exported }]) => (exported === undefined ? [] : [table]));
  }

  /** Rows of a person in a table, a page at a time, by a cursor of the database. */
  async *rows(table: string, subject: Subject): AsyncGenerator<object[]> {
    const { exported } = register[table] ?? {};
    if (exported === undefined) return;
    const { master } = this.db.driver as unknown as { master: Pool };
    const client = await master.connect();
    try {
      await client.query('BEGIN READ ONLY');
      const { text, values } = used(exported, subject);
      await client.query(`DECLARE told NO SCROLL CURSOR FOR ${text}`, values);
      for (let page = await fetch(client); page.length > 0; page = await fetch(client)) yield page;
    } finally {
      await client.query('ROLLBACK').finally(() => client.release());
    }
  }

  /** Takes a person out of every table. Again, it goes on where it was. */
  async erase(subject: Subject): Promise<void> {
    for (const { erased } of Object.values(register)) {
      if (erased === undefined) continue;
      const { text, values } = used(erased, subject);
      await this.db.query(text, values);
    }
  }
}

async function fetch(client: PoolClient): Promise<object[]> {
  const { rows } = await client.query<{ row: object }>(`FETCH ${pageRows} FROM told`);
  return rows.map(({ row }) => row);
}

/** PostgreSQL cannot tell the type of a parameter that a statement does not use: each gets those that it names. */
function used(statement: string, { subjectId, systemId, key }: Subject): { text: string; values: string[] } {
  const values: string[] = [];
  const given = [subjectId, systemId, key];
  const numbers = new Map<string, number>();
  const text = statement.replaceAll(/\$([123])/g, (_, name: string) => {
    if (!numbers.has(name)) numbers.set(name, values.push(given[Number(name) - 1] ?? ''));
    return `$${numbers.get(name)}::text`;
  });
  return { text, values };
}
