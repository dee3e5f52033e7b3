import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libraryEnvironment, nodeOptions } from './launcher/node-options.mjs';

const root = resolve(import.meta.dirname, '..');

/** One line of code whose map says that it comes from a file of another name. */
function mapped(code: string, source: string): string {
  const map = { version: 3, sources: [source], sourcesContent: [code], names: [], mappings: 'AAAA' };
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}\n`;
}

describe('how Node runs our apps', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strata-node-options-'));
    const files = {
      'main.mjs': mapped("import { trace } from 'a-package'; console.log(JSON.stringify({ own: new Error('own').stack, theirs: trace() }));", 'main.ts'),
      'node_modules/a-package/package.json': JSON.stringify({ name: 'a-package', type: 'module', exports: './index.js' }),
      'node_modules/a-package/index.js': mapped("export const trace = () => new Error('theirs').stack.split('\\n')[1];", 'index.ts'),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names our sources in traces, and keeps no maps of packages', () => {
    const output = execFileSync(process.execPath, [...nodeOptions, join(folder, 'main.mjs')], { cwd: root, encoding: 'utf8' });
    const { own, theirs } = JSON.parse(output) as { own: string; theirs: string };
    expect(own).toContain('main.ts:1');
    expect(theirs).toContain('index.js:1');
  });

  it('is the same in the image', () => {
    const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(dockerfile).toContain(`exec node ${nodeOptions.join(' ')} `);
    for (const [name, value] of Object.entries(libraryEnvironment)) expect(dockerfile).toMatch(new RegExp(`^ENV .*\\b${name}=${value}\\b`, 'm'));
  });
});
