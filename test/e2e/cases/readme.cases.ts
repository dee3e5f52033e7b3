import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { StrataContext } from '../strata-context.js';

const root = resolve(import.meta.dirname, '../../..');

/** Blocks of shell commands of a Markdown text. */
function commandsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands]) => commands ?? '');
}

/** Where no curl is installed these commands are tried all the same: the shell reads them, our client makes the calls. */
const asCurl = `curl() { "${process.execPath}" "${join(import.meta.dirname, '../curl.mjs')}" "$@" || exit 1; echo; }\n`;

export function readmeCases(context: () => StrataContext): void {
  describe('the README', () => {
    it('has a first call that works as it is written', async () => {
      const calls = commandsOf(await readFile(join(root, 'README.md'), 'utf8')).find((commands) => commands.includes('curl'));
      const here = calls!.replaceAll('http://127.0.0.1:3000', context().web.baseUrl);
      const { stdout } = await promisify(execFile)('sh', ['-c', `${asCurl}${here}`]);
      const [customers, items, order] = stdout.trim().split('\n').map((line) => JSON.parse(line) as { status: number; headers: Record<string, string>; body: any });
      expect(customers!.body.items).toHaveLength(1);
      expect(items!.body.items).toMatchObject([{ number: 'TG0001', price: { unitPrice: { currency: 'EUR' } } }]);
      expect(order).toMatchObject({ status: 202, body: { purchaseOrderNumber: 'PO-1' } });
      expect(calls).toContain(`"customerId": "${customers!.body.items[0].customerId}"`);
      expect(calls).toContain(`"itemId": "${items!.body.items[0].itemId}"`);
      await context().web.reaches(order!.body.orderId, ['paid', 'closed']);
    });
  });
}
