// Behind `npm run client`: the typed client of clients/typescript from the OpenAPI documents; `--check` says instead whether it is stale.
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

/** What front ends, partners and services call; system APIs are for the layers above them. */
const apis = { web: ['experience-web', 'WebApi'], mobile: ['experience-mobile', 'MobileApi'], bi: ['experience-bi', 'BiApi'], orders: ['process-order-to-cash', 'OrderToCashApi'] };

const root = resolve(import.meta.dirname, '..');
const committed = join(root, 'clients/typescript/src/generated');
const made = mkdtempSync(join(tmpdir(), 'strata-client-'));

const filesOf = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name).slice(folder.length + 1)).toSorted();
const textsOf = (folder) => new Map(filesOf(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

/** The generator gives every API the same runtime once more: one of them is kept, and all use it. */
function sharedRuntime() {
  const parts = ['client', 'core'];
  const [first, ...others] = Object.keys(apis).map((name) => join(made, name));
  for (const part of parts) {
    for (const other of others) {
      if (JSON.stringify([...textsOf(join(first, part))]) !== JSON.stringify([...textsOf(join(other, part))])) throw new Error(`${other}/${part} is not what the other APIs have`);
      rmSync(join(other, part), { recursive: true });
    }
    renameSync(join(first, part), join(made, part));
  }
  for (const file of filesOf(made).filter((each) => each.split(/[\\/]/).length === 2 && !parts.includes(each.split(/[\\/]/)[0]))) {
    const path = join(made, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/from '\.\/(client|core)\//g, "from '../$1/"));
  }
}

try {
  await createClient(
    Object.entries(apis).map(([name, [document, className]]) => ({
      input: join(root, 'openapi', `${document}.json`),
      output: { path: join(made, name), module: { extension: '.js' } },
      logs: { level: 'error' },
      plugins: [{ name: '@hey-api/client-fetch', throwOnError: true }, { name: '@hey-api/sdk', operations: { strategy: 'single', containerName: className } }, '@hey-api/typescript'],
    })),
  );
  sharedRuntime();
  if (!process.argv.includes('--check')) {
    rmSync(committed, { recursive: true, force: true });
    cpSync(made, committed, { recursive: true });
  } else {
    const [now, before] = [textsOf(made), textsOf(committed)];
    const stale = [...new Set([...now.keys(), ...before.keys()])].filter((file) => now.get(file) !== before.get(file));
    for (const file of stale) console.error(`clients/typescript/src/generated/${file} is stale: run npm run client and commit it`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  }
} finally {
  rmSync(made, { recursive: true, force: true });
}
