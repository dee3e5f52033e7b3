import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/**
 * A statement that each connection parses and plans once instead of every time: for those that every order needs. It
 * goes past TypeORM's query runner, which cannot name statements, to the same pool of connections.
 *
 * The plan is made for any parameters and kept until statistics or schema change, so the text must leave PostgreSQL no
 * choice that is right for a small table alone: look rows up by key, in a LATERAL subquery that cannot be flattened.
 * @param text names every column: a statement with `*` fails once the table has got another
 */
export class Prepared<Row extends object = object> {
  private readonly name: string;

  constructor(
    private readonly db: DataSource,
    private readonly text: string,
  ) {
    // A connection refuses one name for two texts.
    this.name = `strata_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  }

  async run(values: unknown[]): Promise<Row[]> {
    const { master } = this.db.driver as unknown as { master: Pool };
    const { rows } = await master.query<Row>({ name: this.name, text: this.text, values });
    return rows;
  }
}
