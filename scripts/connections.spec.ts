import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectionsFor } from './launcher/connections.mjs';

const root = resolve(import.meta.dirname, '..');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const rows = [...textOf('libs/store/README.md').matchAll(/^\| `(strata-\w+)` \| (\d+) \| (\d+) \|/gm)].map(([, name, each, ofPlatform]) => ({ name: name!, each: Number(each), ofPlatform: Number(ofPlatform) }));

/** Who connects to the database, and with how many connections at most; undefined where a setting says that. */
const connecting = globSync('{apps,libs}/*/src/**/*.ts', { cwd: root })
  .filter((file) => !/\.(spec|fixture|e2e-spec)\.ts$/.test(file))
  .flatMap((file) => textOf(file).split('\n'))
  .flatMap((line): { name: string; each: number | undefined }[] => {
    const [, name] = /(?:application_name(?:=|: ')|ownConnections\(.*name: ')(strata-\w+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const [, most = '2'] = /\bmax: (\d+)/.exec(line) ?? [];
    return [{ name, each: line.includes('new Client(') ? 1 : line.includes('ownConnections(') ? Number(most) : undefined }];
  });

describe('connections to the database', () => {
  it('are all told by the README of the store, with how many there are at most', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(connecting.map(({ name }) => name).toSorted());
    expect(connecting.filter(({ name, each }) => each !== undefined && rows.find((row) => row.name === name)?.each !== each)).toEqual([]);
  });

  it('have room in the embedded database, also with four platforms at their busiest', () => {
    const platform = rows.reduce((sum, { ofPlatform }) => sum + ofPlatform, 0);
    expect(platform).toBe(56);
    for (const platforms of [1, 2, 3, 4]) expect(connectionsFor({ platforms }), String(platforms)).toBeGreaterThanOrEqual(platforms * platform + 20);
    expect(connectionsFor({ platforms: 0 })).toBe(connectionsFor({ platforms: 4 }));
    expect(connectionsFor({ topology: 'split' })).toBeGreaterThanOrEqual(121 + 20);
  });
});
