import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isMap, isNode, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { StrataConfig } from './strata-config.js';

type Path = readonly (string | number)[];

/** What is wrong in the configuration, with file and line. The process prints it and stops. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads and checks strata.config.yaml. A value `{env: NAME}` outside of `credentials` is taken from the environment; when
 * the variable is not set the key counts as left out.
 */
export function loadConfig(file: string, env: NodeJS.ProcessEnv): StrataConfig {
  const { document, lines } = parse(file);
  const at = (path: Path) => `${file}:${lineOf(document, lines, path)}`;
  const unset = new Map<string, string>();
  const plain = resolveEnv(document.toJS(), { env, at, unset }, []) as object | null;
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) throw new ConfigurationError(`${file}:1 expected a map with systems:`);
  const config = plainToInstance(StrataConfig, plain);
  const faults = validateSync(config, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).flatMap((error) => flatten(error, []));
  if (faults.length > 0) throw new ConfigurationError(faults.map(({ path, message }) => `${at(path)} ${path.join('.')}: ${message}${whence(unset.get(path.join('.')))}`).join('\n'));
  config.locate = at;
  requireUniqueIds(config, at);
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

interface EnvScope {
  env: NodeJS.ProcessEnv;
  at: (path: Path) => string;
  /** Filled with the variables that were asked for and are not set, by path. */
  unset: Map<string, string>;
}

function resolveEnv(value: unknown, scope: EnvScope, path: Path): unknown {
  if (Array.isArray(value)) return value.map((each, index) => resolveEnv(each, scope, [...path, index]));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const inCredentials = path.includes('credentials');
  if (!inCredentials && entries.length === 1 && entries[0]?.[0] === 'env') {
    const name = entries[0][1];
    if (typeof name !== 'string') throw new ConfigurationError(`${scope.at(path)} ${path.join('.')}: env must name an environment variable`);
    if (scope.env[name] === undefined) scope.unset.set(path.join('.'), name);
    return scope.env[name];
  }
  return Object.fromEntries(
    entries.map(([key, each]) => [key, resolveEnv(each, scope, [...path, key])]).filter(([, each]) => each !== undefined),
  );
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

function requireUnique(each: readonly { id: string }[], list: Path, at: (path: Path) => string): void {
  const seen = new Set<string>();
  each.forEach(({ id }, index) => {
    const path = [...list, index, 'id'];
    if (seen.has(id)) throw new ConfigurationError(`${at(path)} ${path.join('.')}: ${id} is used twice`);
    seen.add(id);
  });
}
