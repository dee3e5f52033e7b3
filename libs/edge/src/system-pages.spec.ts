import { describe, expect, it } from 'vitest';
import type { Page, PageQuery } from '#canonical';
import { pageOverSystems } from './system-pages.js';

/** Each system's pages, its cursor the number of the next. */
const pages: Record<string, string[][]> = { eu: [['a', 'b'], ['c']], us: [[]], asia: [['d']] };

async function read(systemId: string, { cursor }: PageQuery): Promise<Page<string>> {
  const index = Number(cursor ?? 0);
  const next = pages[systemId]?.[index + 1] && String(index + 1);
  return { items: pages[systemId]?.[index] ?? [], ...(next && { next }) };
}

const page = (cursor?: string) => pageOverSystems(Object.keys(pages), { cursor, limit: 2 }, read);

describe('a list over several systems', () => {
  it('goes through the pages of one system after the other, each item once, and ends', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await page(cursor);
      found.push(...items);
      cursor = next;
    } while (cursor !== undefined);
    expect(found).toEqual(['a', 'b', 'c', 'd']);
  });

  it('has the page size that was asked for', async () => {
    const limits: (number | undefined)[] = [];
    await pageOverSystems(['eu'], { limit: 7 }, async (_, query) => {
      limits.push(query.limit);
      return { items: [] };
    });
    expect(limits).toEqual([7]);
  });

  it('is empty where no system is configured', async () => {
    expect(await pageOverSystems([], {}, read)).toEqual({ items: [] });
  });

  it.each(['nonsense', '', Buffer.from('null').toString('base64url'), Buffer.from('{"systemId":"gone"}').toString('base64url'), Buffer.from('{"systemId":"eu","cursor":{"gt":""}}').toString('base64url')])('does not take %j for a cursor', async (cursor) => {
    await expect(page(cursor)).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/cursor', detail: 'cursor must be the next of an earlier page' }] } });
  });
});
