import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The generator with its lockfile: in a folder of its own, since it wants another TypeScript than the product. */
const generator = join(import.meta.dirname, 'generator');
const cache = join(import.meta.dirname, '../../../../node_modules/.cache/strata-sap-cloud-sdk');

/** What is generated has no types in this repository: it is made after the type check, from files that are not ours. */
export type GeneratedClient = any;

/**
 * SAP's own clients, generated from SAP's own metadata. Installed, generated and transpiled once for each lockfile and
 * metadata; what is there already is used again.
 * @param edmxFolder folder of the EDMX files
 * @returns loads the client of a service by the name of its EDMX file
 */
export async function generatedClients(edmxFolder: string, services: readonly string[]): Promise<(service: string) => GeneratedClient> {
  const sources = [join(generator, 'package-lock.json'), ...services.map((service) => join(edmxFolder, `${service}.edmx`))];
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  const folder = join(cache, hash.digest('hex').slice(0, 16));
  if (!existsSync(folder)) await build(folder, edmxFolder, services);
  const load = createRequire(join(folder, 'package.json'));
  // Its warnings are about what any answer without a body lacks.
  load('@sap-cloud-sdk/util').setGlobalLogLevel('error');
  return (service) => load(`./clients/${service}/index.js`);
}

async function build(folder: string, edmxFolder: string, services: readonly string[]): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(join(unfinished, 'edmx'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(generator, file), join(unfinished, file));
  for (const service of services) copyFileSync(join(edmxFolder, `${service}.edmx`), join(unfinished, 'edmx', `${service}.edmx`));
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: unfinished });
  const generate = join(unfinished, 'node_modules/@sap-cloud-sdk/generator/dist/cli.js');
  await run(process.execPath, [generate, '--input', 'edmx', '--outputDir', 'clients', '--skipValidation'], { cwd: unfinished });
  transpile(unfinished);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

/** File by file and without a type check: the generator leaves out a type import, so its output does not compile. */
function transpile(folder: string): void {
  const typescript = createRequire(join(folder, 'package.json'))('typescript');
  const compilerOptions = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022, esModuleInterop: true };
  const clients = join(folder, 'clients');
  for (const file of readdirSync(clients, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const { outputText } = typescript.transpileModule(readFileSync(join(clients, file), 'utf8'), { compilerOptions });
    writeFileSync(join(clients, file.replace(/ts$/, 'js')), outputText);
  }
}
