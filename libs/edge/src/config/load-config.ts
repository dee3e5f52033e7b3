import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isMap, isNode, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { placeOf, readSecretFile, referenceFault } from '../secrets/secret-reference.js';
import { StrataConfig } from './strata-config.js';

type Path = readonly (string | number)[];

/** What is wrong in the configuration, with file and line. The process prints it and stops. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads and checks strata.config.yaml. A value `{env: NAME}` or `{file: PATH}` outside of `credentials` is taken from there;
 * when a variable is not set the key counts as left out. Credentials of systems stay references, and are none but that.
 */
export function loadConfig(file: string, env: NodeJS.ProcessEnv): StrataConfig {
  const { document, lines } = parse(file);
  const at = (path: Path) => `${file}:${lineOf(document, lines, path)}`;
  const unset = new Map<string, string>();
  const plain = resolved(document.toJS(), { env, at, unset }, []) as object | null;
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) throw new ConfigurationError(`${file}:1 expected a map with systems:`);
  const config = plainToInstance(StrataConfig, plain);
  const faults = validateSync(config, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).flatMap((error) => flatten(error, []));
  if (faults.length > 0) throw new ConfigurationError(faults.map(({ path, message }) => `${at(path)} ${path.join('.')}: ${message}${whence(unset.get(path.join('.')))}`).join('\n'));
  config.locate = at;
  requireUniqueIds(config, at);
  requireReferences(config, at);
  return config;
}

function parse(file: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(`${file} cannot be read; set STRATA_CONFIG to your configuration file`, { cause });
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const [error] = document.errors;
  if (error) throw new ConfigurationError(`${file}:${lines.linePos(error.pos[0]).line} ${error.message.split('\n')[0]}`);
  return { document, lines };
}

function lineOf(document: Document.Parsed, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length > 1 ? document.getIn(path.slice(0, length - 1), true) : document.contents;
    const last = path[length - 1];
    const node = isMap(parent)
      ? parent.items.find((pair) => isNode(pair.key) && String(pair.key) === String(last))?.key
      : isSeq(parent)
        ? parent.items[Number(last)]
        : undefined;
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function whence(variable: string | undefined): string {
  return variable === undefined ? '' : `; it comes from the environment variable ${variable}, which is not set`;
}

interface Places {
  env: NodeJS.ProcessEnv;
  at: (path: Path) => string;
  /** Filled with the variables that were asked for and are not set, by path. */
  unset: Map<string, string>;
}

function resolved(value: unknown, places: Places, path: Path): unknown {
  if (Array.isArray(value)) return value.map((each, index) => resolved(each, places, [...path, index]));
  if (value === null || typeof value !== 'object' || isCredentials(path)) return value;
  const entries = Object.entries(value);
  const [kind, place] = entries.length === 1 ? entries[0]! : [];
  if (kind === 'env') return fromEnvironment(place, places, path);
  if (kind === 'file') return fromFile(place, places, path);
  return Object.fromEntries(entries.map(([key, each]) => [key, resolved(each, places, [...path, key])]).filter(([, each]) => each !== undefined));
}

const isCredentials = ([top, , name]: Path): boolean => top === 'systems' && name === 'credentials';

function fromEnvironment(name: unknown, { env, unset, at }: Places, path: Path): string | undefined {
  if (typeof name !== 'string') throw new ConfigurationError(`${at(path)} ${path.join('.')}: env must name an environment variable`);
  if (env[name] === undefined) unset.set(path.join('.'), name);
  return env[name];
}

function fromFile(file: unknown, { at }: Places, path: Path): string {
  const where = `${at(path)} ${path.join('.')}:`;
  if (typeof file !== 'string') throw new ConfigurationError(`${where} file must be the path of a file`);
  try {
    return readSecretFile(file);
  } catch (error) {
    throw new ConfigurationError(`${where} ${placeOf({ file })} ${(error as Error).message}`, { cause: error });
  }
}

function flatten(error: ValidationError, above: Path): { path: Path; message: string }[] {
  const index = /^\d+$/.test(error.property) ? Number(error.property) : error.property;
  const path = [...above, index];
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    path,
    message: rule === 'whitelistValidation' ? 'is not a known setting' : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, path))];
}

function requireUniqueIds({ systems, identity }: StrataConfig, at: (path: Path) => string): void {
  requireUnique(systems, ['systems'], at);
  requireUnique(identity?.clients ?? [], ['identity', 'clients'], at);
}

function requireReferences({ systems, vault }: StrataConfig, at: (path: Path) => string): void {
  const signIns = [vault?.tokenFile, vault?.appRole, vault?.kubernetes].filter((each) => each !== undefined);
  if (vault && signIns.length !== 1) throw new ConfigurationError(`${at(['vault'])} vault: expected one way to sign in: tokenFile, appRole or kubernetes`);
  const faults = systems.flatMap(({ credentials, environment }, index) =>
    Object.entries(credentials).flatMap(([name, given]) => {
      const fault = referenceFault(given, environment) ?? ('vault' in given && !vault ? 'there is no vault: expected vault.address and a way to sign in' : undefined);
      const path = ['systems', index, 'credentials', name];
      return fault === undefined ? [] : [`${at(path)} ${path.join('.')}: ${fault}`];
    }),
  );
  if (faults.length > 0) throw new ConfigurationError(faults.join('\n'));
}

function requireUnique(each: readonly { id: string }[], list: Path, at: (path: Path) => string): void {
  const seen = new Set<string>();
  each.forEach(({ id }, index) => {
    const path = [...list, index, 'id'];
    if (seen.has(id)) throw new ConfigurationError(`${at(path)} ${path.join('.')}: ${id} is used twice`);
    seen.add(id);
  });
}
