import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where it goes, from the root: beside the code that reads it. */
const folder = 'dist/apps/portal/catalogue';
const client = 'clients/typescript';
/** The package as it was packed last, and of what. */
const packed = `${client}/.packed`;

/** What the portal tells callers, for images that hold no sources: documents, guides, the typed client as an npm package. */
export async function buildCatalogue(root) {
  const at = join(root, folder);
  copyAll(join(root, 'openapi'), join(at, 'apis'), /\.json$/);
  copyAll(join(root, 'docs/guides'), join(at, 'guides'), /\.md$/);
  const archive = await packClient(root);
  copyFileSync(archive, join(at, 'typescript.tgz'));
}

function copyAll(from, to, names) {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from).filter((name) => names.test(name))) copyFileSync(join(from, file), join(to, file));
}

/** The package, made again only of other sources: the compiler takes longer than all the rest. */
async function packClient(root) {
  const [at, to] = [join(root, client), join(root, packed)];
  const archive = join(to, 'typescript.tgz');
  const fingerprint = fingerprintOf(root);
  const stamp = join(to, '.packed');
  if (existsSync(archive) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return archive;
  rmSync(join(at, 'dist'), { recursive: true, force: true });
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], at);
  const [{ filename }] = JSON.parse(await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['pack', '--ignore-scripts', '--json'], at));
  mkdirSync(to, { recursive: true });
  renameSync(join(at, filename), archive);
  writeFileSync(stamp, fingerprint);
  return archive;
}

function fingerprintOf(root) {
  const at = join(root, client);
  const sources = readdirSync(join(at, 'src'), { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  const hash = createHash('sha256');
  for (const file of [...sources.toSorted((a, b) => (a < b ? -1 : 1)), join(at, 'package.json'), join(at, 'README.md'), join(at, 'tsconfig.build.json'), join(root, 'tsconfig.json')]) hash.update(`\n${file.slice(root.length)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

/** @returns what it prints; rejects when it fails, with all of it */
function run(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, all] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => ([out, all] = [out + text, all + text]));
  child.stderr.setEncoding('utf8').on('data', (text) => (all += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${command} ${args.join(' ')} failed:\n${all}`))));
  });
}
