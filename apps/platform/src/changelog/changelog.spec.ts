import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changelogText, releaseAll, versionFaults } from './changelog.js';

describe('a document beside its last release', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strata-openapi-'));
    write('1.0.0', 'id', 'name');
    releaseAll(folder, '2026-11-25');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(version: string, ...fields: string[]): void {
    const properties = Object.fromEntries(fields.map((name) => [name, { type: 'string' }]));
    const get = { summary: 'An order', responses: { 200: { content: { 'application/json': { schema: { type: 'object', properties } } } } } };
    writeFileSync(join(folder, 'orders.json'), JSON.stringify({ info: { title: 'Orders', version }, paths: { '/orders/{id}': { get } } }));
  }
  const history = () => (JSON.parse(changelogText(folder)) as { apis: { orders: object[] } }).apis.orders;

  it('says its version while nothing has changed', () => {
    expect(versionFaults(folder)).toEqual([]);
    expect(history()).toEqual([{ version: '1.0.0', date: '2026-11-25', changes: [{ kind: 'added', breaking: false, text: 'An order', operation: 'GET /orders/{id}' }] }]);
  });

  it.each([
    ['breaks callers', '1.0.0', ['id'], '2.0.0'],
    ['breaks callers, in a minor version', '1.1.0', ['id'], '2.0.0'],
    ['brings something new', '1.0.0', ['id', 'name', 'total'], '1.1.0'],
    ['brings something new, in a version for what is repaired', '1.0.1', ['id', 'name', 'total'], '1.1.0'],
  ])('is refused when it %s and stays %s', (_, version, fields, needed) => {
    write(version, ...fields);
    expect(versionFaults(folder)).toEqual([expect.stringContaining(`says ${version} and would be ${needed}`)]);
    expect(() => releaseAll(folder, '2026-12-01')).toThrow(needed);
  });

  it.each([
    ['breaks callers', '2.0.0', ['id']],
    ['brings something new', '1.1.0', ['id', 'name', 'total']],
    ['brings something new', '2.0.0', ['id', 'name', 'total']],
  ])('may be one that %s as %s', (_, version, fields) => {
    write(version, ...fields);
    expect(versionFaults(folder)).toEqual([]);
    expect(history()).toMatchObject([{ version, changes: [{}] }, { version: '1.0.0', date: '2026-11-25' }]);
    expect(releaseAll(folder, '2026-12-01')).toEqual([`orders ${version}`]);
    expect(history()).toMatchObject([{ version, date: '2026-12-01' }, { version: '1.0.0' }]);
    expect(releaseAll(folder, '2026-12-02')).toEqual([]);
  });

  it('is never released twice as one version', () => {
    write('1.0.0', 'id', 'name');
    const kept = readFileSync(join(folder, 'released/orders/1.0.0.json'), 'utf8');
    expect(releaseAll(folder, '2026-12-01')).toEqual([]);
    expect(readFileSync(join(folder, 'released/orders/1.0.0.json'), 'utf8')).toBe(kept);
  });
});
