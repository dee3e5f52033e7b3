import { describe, expect, it } from 'vitest';
import type { Expression, Literal, PathExpression } from './star-expression.js';
import { changesStatement } from './star-changes.js';
import { StarFault } from './star-fault.js';
import { countStatement, pageStatement } from './star-statement.js';

const evil = `x'; DROP TABLE fact_order; --`;
const text = (value: string): Literal => ({ kind: 'literal', type: 'text', value, at: 1 });
const path = (...names: string[]): PathExpression => ({ kind: 'path', path: names, at: 1 });
const equals = (left: Expression, right: Expression): Expression => ({ kind: 'comparison', operator: 'eq', left, right, at: 1 });
const all = { limit: 10 };

describe('a statement of the star schema', () => {
  it('has every value as a parameter with its type, wherever it stood', () => {
    const filter: Expression = { kind: 'logic', operator: 'and', at: 1, operands: [equals(path('status'), text(evil)), { kind: 'in', left: path('status'), list: [text(evil)], at: 1 }, { kind: 'call', name: 'contains', parameters: [path('customer', 'name'), text(evil)], at: 1 }] };
    const orderBy = [{ expression: { kind: 'call' as const, name: 'concat', parameters: [path('status'), text(evil)], at: 1 }, descending: true }];
    const page = pageStatement({ set: 'Orders', filter, orderBy }, { ...all, after: [evil, '019f0000-0000-7000-8000-000000000001'] });
    const apply = [{ kind: 'filter' as const, condition: filter, at: 1 }, { kind: 'group' as const, by: [path('status')], aggregates: [{ expression: path('total'), method: 'sum', alias: 'x"; --', at: 1 }], at: 1 }];
    const statements = [page, countStatement({ set: 'Orders', filter }), pageStatement({ set: 'Orders', apply }, all), changesStatement({ set: 'Orders', filter: equals(path('status'), text(evil)) }, { from: '1', until: '2', limit: 1, after: ['1', evil] })];
    for (const { sql, values } of statements) {
      expect(sql).not.toMatch(/DROP|x"; --/);
      expect(values.flat()).toContain(evil);
      const named = new Set([...sql.matchAll(/\$(\d+)::/g)].map(([, index]) => Number(index)));
      expect([...named].toSorted((a, b) => a - b)).toEqual(values.map((_, index) => index + 1));
    }
    expect(page.sql).toContain('t0."status" = $1::text');
  });

  it.each<[Expression]>([[path('status"; --')], [path(evil, 'name')], [{ kind: 'call', name: evil, parameters: [], at: 7 }], [path('__proto__')], [path('constructor')], [path('customer', '__proto__')]])('takes no name that is none of the model: %j', (expression) => {
    for (const question of [{ filter: equals(expression, text('x')) }, { orderBy: [{ expression, descending: false }] }]) {
      expect(() => pageStatement({ set: 'Orders', ...question }, all)).toThrow(StarFault);
    }
    expect(() => pageStatement({ set: 'Orders', apply: [{ kind: 'group', by: [], aggregates: [{ expression, method: 'sum', alias: 'a', at: 1 }], at: 1 }] }, all)).toThrow(StarFault);
  });

  it.each(['__proto__', 'constructor', 'fact_order', evil])('knows no set %s', (set) => {
    expect(() => pageStatement({ set }, all)).toThrow('there is no entity set');
  });

  it('begins where a page ended by the key alone, so that an index can', () => {
    expect(pageStatement({ set: 'OrderLines' }, { ...all, after: ['k'] }).sql).toContain('((t0."line_id" > $1::text)) ORDER BY t0."line_id" LIMIT');
    expect(pageStatement({ set: 'Orders', orderBy: [{ expression: path('placedAt'), descending: true }] }, { ...all, after: ['2026-01-01', 'k'] }).sql).toContain('t0."placed_at" <= $1::timestamptz AND ((t0."placed_at" < $1::timestamptz) OR (t0."placed_at" = $1::timestamptz AND t0."order_id" > $2::uuid))');
  });

  it('joins a way once, however often it is named, and only where it is', () => {
    const { sql } = pageStatement({ set: 'Orders', filter: equals(path('customer', 'country'), text('DE')), orderBy: [{ expression: path('customer', 'name'), descending: false }], expand: [{ navigation: 'customer', expand: [], at: 1 }] }, all);
    expect(sql.match(/JOIN dim_customer/g)).toHaveLength(1);
    expect(pageStatement({ set: 'Orders' }, all).sql).not.toContain('JOIN');
  });
});
