import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const folder = resolve(import.meta.dirname, '../../openapi');

/** Text of every document of ours, by the id of its API. */
export const documents: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'changelog.json')
    .map((file) => [file.slice(0, -'.json'.length), readFileSync(join(folder, file), 'utf8')]),
);
