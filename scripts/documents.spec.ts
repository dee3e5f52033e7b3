import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const documents = globSync('{*.md,{apps,libs,docs,test,bench,deploy}/**/*.md}', { cwd: root });
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Titles of tests and of groups of them, as a file writes them. */
function titlesIn(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/\((['"`])((?:\\.|(?!\1)[^\\])*)\1, (?:async\b|\()/g)].map(([, , title]) => (title ?? '').replaceAll(/\\(.)/g, '$1'));
}

/** Tests that a text names: a file, and behind it sentences in quotation marks. */
const testsNamedIn = (text: string): [file: string, title: string][] =>
  [...text.matchAll(/`([\w./-]+\.(?:spec|e2e-spec|cases)\.ts)`((?:,? "[^"]+")+)/g)].flatMap(([, file, sentences]) => [...sentences!.matchAll(/"([^"]+)"/g)].map(([, title]): [string, string] => [file!, title!]));

describe.each(documents)('%s', (document) => {
  const text = readFileSync(join(root, document), 'utf8');

  it('names no command that is not there', () => {
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('links to nothing that is not there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  it('names no test that is not there', () => {
    expect(testsNamedIn(text).filter(([file, title]) => !existsSync(join(root, file)) || !titlesIn(file).includes(title))).toEqual([]);
  });
});

it('what the guide to security promises is shown by a test, line by line', () => {
  const [, promised] = readFileSync(join(root, 'docs/guides/security.md'), 'utf8').split(/^## What is promised$|^## What is not there yet$/m);
  const promises = promised!.split('\n').filter((line) => /^\| (?!promise )/.test(line));
  expect(promises.length).toBeGreaterThan(25);
  expect(promises.filter((line) => testsNamedIn(line).length === 0)).toEqual([]);
});
