import { Client } from 'pg';
import { publicIdOf } from '../overview/customer-id.js';

/** Lines of orders over two years, four to an order, of 1,000 customers and 500 items. */
export async function fillOrderLines(databaseUrl: string, count: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO fact_order_line (line_id, order_id, position, customer_id, item_id, description, status, quantity, delivered_quantity, invoiced_quantity,
                                    returned_quantity, unit, unit_price, net, tax, currency, placed_on)
       SELECT "order" || '-' || 1 + n % 4, "order", 1 + n % 4, ($1::text[])[1 + n / 4 % 1000], 'TG' || lpad((n % 500)::text, 4, '0'),
              'Hexagon bolt M8 x ' || 20 + n % 80, 'invoiced', 1 + n % 20, 1 + n % 20, 1 + n % 20, 0, 'C62', 12.5 + n % 300,
              (1 + n % 20) * (12.5 + n % 300), round((1 + n % 20) * (12.5 + n % 300) * 0.2, 2), 'EUR', date '2024-11-01' + n / 4 % 730
       FROM generate_series(0, $2::int - 1) AS n, LATERAL (SELECT ('01939d5e-6a00-7f21-8d4e-' || lpad(to_hex(n / 4), 12, '0'))::uuid AS "order") AS made`,
      [Array.from({ length: 1_000 }, (_, at) => publicIdOf(String(1_000_001 + at))), count],
    );
    await client.query('VACUUM (ANALYZE) fact_order_line');
  } finally {
    await client.end();
  }
}
