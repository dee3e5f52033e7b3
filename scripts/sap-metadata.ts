/**
 * Extracts what we use of SAP's metadata into two committed files: what the sandbox serves by, and what the connector may
 * name. Usage: `node scripts/sap-metadata.ts [--check]`; STRATA_REFERENCE points at the reference folder, a stale file ends
 * --check with 1. Plain Node runs this file by type stripping, so it is one file without enums and decorators.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

const root = join(import.meta.dirname, '..');
const sandboxFile = join(root, 'apps/sandbox/src/odata/metadata.generated.ts');
const namesFile = join(root, 'libs/connectors/sap-s4hana/names.json');
const manifestFile = join(root, 'libs/connectors/sap-s4hana/src/sap-s4hana.names.generated.ts');

/** Which properties SAP keeps padded though EDMX does not say so: by name, ALPHA for documents and partners, NUMC for items. */
export interface Padding {
  alpha: string[];
  numc: string[];
}

/** A service of the facts: types as `Edm.Decimal(13,3)`, navigation targets with a trailing `*` when there are many. */
export interface FactService {
  sets: Record<string, { key: string[]; properties: Record<string, string>; navigations?: Record<string, string> }>;
  complex?: Record<string, Record<string, string>>;
  functions?: Record<string, { method: string; returns: string; many: boolean; parameters: Record<string, string> }>;
}

type Selection = Padding & { served: Record<string, string[]>; facts: Record<string, FactService> };

/** What the connector names: per service, per entity or complex type its properties and navigations, and `functions`. */
export type Names = Record<string, Record<string, string[]>>;

type Facets = Partial<Record<'maxLength' | 'precision' | 'scale' | 'padded', number>>;
type Denied<Flag extends string> = Partial<Record<Flag, false>>;

export interface EdmxProperty extends Facets, Denied<'nullable' | 'creatable' | 'updatable' | 'filterable' | 'sortable'> {
  name: string;
  type: string;
  optional?: true;
}

export interface EdmxEntity extends Denied<'creatable' | 'updatable' | 'deletable' | 'addressable'> {
  set: string;
  type: string;
  key: string[];
  properties: EdmxProperty[];
  navigations: { name: string; target: string; many: boolean }[];
}

export interface EdmxService {
  name: string;
  source: 'metadata' | 'facts';
  entities: EdmxEntity[];
  complex: { type: string; properties: EdmxProperty[] }[];
  functions: { name: string; method: string; returns?: string; many: boolean; parameters: EdmxProperty[] }[];
}

interface Node {
  [name: string]: Node[] | string | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
});

/**
 * @param xml text of an EDMX document
 * @param padding the names that the text does not mark as padded
 * @returns the service with every entity set, complex type and function import of its default container
 */
export function readEdmx(xml: string, padding: Padding): EdmxService {
  const schema = ['edmx:Edmx', 'edmx:DataServices', 'Schema'].reduce((node, name) => children(node, name)[0]!, parser.parse(xml) as Node);
  const container = children(schema, 'EntityContainer')[0]!;
  const namespace = text(schema, 'Namespace');
  const local = (name: string) => name.replace(`${namespace}.`, '');
  const setOfType = new Map(children(container, 'EntitySet').map((set) => [local(text(set, 'EntityType')), set]));
  const types = children(schema, 'EntityType').filter((type) => setOfType.has(text(type, 'Name')));

  const ends = new Map<string, { set: string; many: boolean }>();
  for (const association of children(schema, 'Association')) {
    for (const end of children(association, 'End')) {
      const set = setOfType.get(local(text(end, 'Type')));
      if (set) ends.set(text(end, 'Role'), { set: text(set, 'Name'), many: text(end, 'Multiplicity') === '*' });
    }
  }

  return {
    name: namespace,
    source: 'metadata',
    entities: types.map((type) => {
      const set = setOfType.get(text(type, 'Name'))!;
      const [key] = children(type, 'Key');
      return {
        set: text(set, 'Name'),
        type: text(type, 'Name'),
        key: children(key!, 'PropertyRef').map((reference) => text(reference, 'Name')),
        ...denied(set, ['creatable', 'updatable', 'deletable', 'addressable']),
        properties: children(type, 'Property').map((property) => readProperty(property, padding)),
        navigations: children(type, 'NavigationProperty').flatMap((navigation) => {
          const end = ends.get(text(navigation, 'ToRole'));
          return end ? [{ name: text(navigation, 'Name'), target: end.set, many: end.many }] : [];
        }),
      };
    }),
    complex: children(schema, 'ComplexType').map((type) => ({
      type: text(type, 'Name'),
      properties: children(type, 'Property').map((property) => bare(readProperty(property, padding))),
    })),
    functions: children(container, 'FunctionImport').map((fn) => readFunction(fn, local, padding)),
  };
}

function readFunction(fn: Node, local: (name: string) => string, padding: Padding): EdmxService['functions'][number] {
  const returns = fn['@ReturnType'] as string | undefined;
  const collection = returns?.match(/^Collection\((.*)\)$/)?.[1];
  return {
    name: text(fn, 'Name'),
    method: text(fn, 'm:HttpMethod'),
    ...(returns === undefined ? {} : { returns: local(collection ?? returns) }),
    many: collection !== undefined,
    parameters: children(fn, 'Parameter').map((parameter) => ({
      ...bare(readProperty(parameter, padding)),
      // SAP Gateway wants every parameter that is not marked as nullable.
      ...(parameter['@Nullable'] === 'true' ? { optional: true as const } : {}),
    })),
  };
}

function readProperty(node: Node, padding: Padding): EdmxProperty {
  const type = text(node, 'Type');
  const property: EdmxProperty = { name: text(node, 'Name'), type };
  if (type === 'Edm.String') property.maxLength = count(node['@MaxLength']);
  if (type === 'Edm.Decimal') Object.assign(property, { precision: count(node['@Precision']), scale: count(node['@Scale']) });
  if (node['@Nullable'] === 'false') property.nullable = false;
  Object.assign(property, denied(node, ['creatable', 'updatable', 'filterable', 'sortable']));
  pad(property, padding, node['@sap:display-format']);
  return property;
}

/** A NonNegative string is NUMC: digits, always as many as the field is long. Documents and partners have ten. */
function pad(property: EdmxProperty, { alpha, numc }: Padding, displayFormat?: unknown): void {
  if (property.type !== 'Edm.String') return;
  if (alpha.includes(property.name)) property.padded = 10;
  else if (displayFormat === 'NonNegative' || numc.includes(property.name)) property.padded = property.maxLength;
}

/** Flags say nothing on a parameter or a result. */
function bare(property: EdmxProperty): EdmxProperty {
  const { creatable: _c, updatable: _u, filterable: _f, sortable: _s, ...rest } = property;
  return rest;
}

function denied(node: Node, flags: string[]): Record<string, false> {
  return Object.fromEntries(flags.filter((flag) => node[`@sap:${flag}`] === 'false').map((flag) => [flag, false as const]));
}

function count(digits: unknown): number | undefined {
  return typeof digits === 'string' ? Number(digits) : undefined;
}

function children(node: Node, name: string): Node[] {
  const value = node[name];
  return Array.isArray(value) ? value : [];
}

function text(node: Node, attribute: string): string {
  return String(node[`@${attribute}`] ?? '');
}

/** A service that has no EDMX: no flag is known, so none is given. */
export function readFacts(name: string, facts: FactService, padding: Padding): EdmxService {
  const rows = (properties: Record<string, string>) => Object.entries(properties).map(([property, type]) => factProperty(property, type, padding));
  return {
    name,
    source: 'facts',
    entities: Object.entries(facts.sets).map(([set, entity]) => ({
      set,
      type: `${set}Type`,
      key: entity.key,
      properties: rows(entity.properties),
      navigations: Object.entries(entity.navigations ?? {}).map(([navigation, target]) => ({
        name: navigation,
        target: target.replace('*', ''),
        many: target.endsWith('*'),
      })),
    })),
    complex: Object.entries(facts.complex ?? {}).map(([type, properties]) => ({ type, properties: rows(properties) })),
    functions: Object.entries(facts.functions ?? {}).map(([fn, { parameters, ...rest }]) => ({ name: fn, ...rest, parameters: rows(parameters) })),
  };
}

function factProperty(name: string, type: string, padding: Padding): EdmxProperty {
  const [, edm = '', first, second] = type.match(/^([\w.]+)(?:\((\d+)(?:,(\d+))?\))?$/) ?? [];
  const property: EdmxProperty = { name, type: edm };
  if (edm === 'Edm.String') property.maxLength = count(first);
  if (edm === 'Edm.Decimal') Object.assign(property, { precision: count(first), scale: count(second) });
  pad(property, padding);
  return property;
}

/** Keeps the sets that the sandbox serves, and the navigations between them. */
export function served(service: EdmxService, sets: string[]): EdmxService {
  const missing = sets.filter((name) => !service.entities.some((entity) => entity.set === name));
  if (missing.length > 0) throw new Error(`${service.name} has no entity set ${missing.join(', ')}`);
  const entities = service.entities
    .filter((entity) => sets.includes(entity.set))
    .map((entity) => ({ ...entity, navigations: entity.navigations.filter((navigation) => sets.includes(navigation.target)) }));
  const results = new Set(service.functions.map((fn) => fn.returns));
  return { ...service, entities, complex: service.complex.filter((type) => results.has(type.type)) };
}

/** The connector's manifest: type, length and flags of just the named ones. A name that no metadata knows is an error. */
export function manifest(services: EdmxService[], names: Names): Record<string, unknown> {
  const unknown: string[] = [];
  const rows = Object.entries(names).map(([serviceName, entities]) => {
    const service = services.find((candidate) => candidate.name === serviceName);
    const pick = <T extends { name: string }>(pool: readonly T[], wanted: string[], path: string): Record<string, Omit<T, 'name'>> => {
      unknown.push(...wanted.filter((name) => !pool.some((row) => row.name === name)).map((name) => `${path}.${name}`));
      return Object.fromEntries(pool.filter((row) => wanted.includes(row.name)).map(({ name, ...row }) => [name, row]));
    };
    const { functions = [], ...sets } = entities;
    const picked = Object.entries(sets).map(([set, wanted]) => {
      const entity = service?.entities.find((candidate) => candidate.set === set);
      const complex = service?.complex.find((candidate) => candidate.type === set);
      const properties = (entity ?? complex)?.properties ?? [];
      const flagged = service?.source === 'metadata' && entity ? properties.map(withFlags) : properties;
      return [set, pick<{ name: string }>([...flagged, ...(entity?.navigations ?? [])], wanted, `${serviceName}.${set}`)];
    });
    return [
      serviceName,
      { source: service?.source, entities: Object.fromEntries(picked), functions: pick(service?.functions ?? [], functions, serviceName) },
    ];
  });
  if (unknown.length > 0) throw new Error(`names.json has names that the metadata has not: ${unknown.join(', ')}`);
  return Object.fromEntries(rows);
}

function withFlags({ creatable, updatable, filterable, sortable, ...rest }: EdmxProperty) {
  return { ...rest, creatable: creatable ?? true, updatable: updatable ?? true, filterable: filterable ?? true, sortable: sortable ?? true };
}

const banner = '// Generated by scripts/sap-metadata.ts from the EDMX of SAP; do not edit.\n';

export function sandboxSource(services: EdmxService[]): string {
  const rows = services.map((service) => print(service, 1)).join(',\n  ');
  return `${banner}import type { ServiceMetadata } from './metadata.types.js';\n\nexport const metadata: readonly ServiceMetadata[] = [\n  ${rows},\n];\n`;
}

export function manifestSource(rows: Record<string, unknown>): string {
  return `${banner}export const sapNames = ${print(rows, 0)} as const;\n`;
}

/** One line for what fits in one, else one line an entry. */
function print(value: unknown, depth: number): string {
  const flat = JSON.stringify(value)
    .replace(/"(\w+)":/g, '$1: ')
    .replace(/,(?=\S)/g, ', ');
  if (flat.length + depth * 2 <= 150 || typeof value !== 'object' || value === null) return flat;
  const many = Array.isArray(value);
  const rows = Object.entries(JSON.parse(JSON.stringify(value)) as object).map(
    ([name, entry]) => `${'  '.repeat(depth + 1)}${many ? '' : `${name}: `}${print(entry, depth + 1)},`,
  );
  return [many ? '[' : '{', ...rows, `${'  '.repeat(depth)}${many ? ']' : '}'}`].join('\n');
}

/** @param files content by path, as it should be */
export function staleFiles(files: ReadonlyMap<string, string>): string[] {
  return [...files].filter(([file, content]) => !existsSync(file) || readFileSync(file, 'utf8') !== content).map(([file]) => file);
}

function main(check: boolean): number {
  const folder = join(process.env['STRATA_REFERENCE'] ?? join(root, '../shared/reference'), 'sap');
  if (!existsSync(folder)) {
    console.log(`No SAP metadata in ${folder}: the generated files are taken as they are.`);
    return 0;
  }
  const selection = JSON.parse(readFileSync(join(import.meta.dirname, 'sap-metadata.json'), 'utf8')) as Selection;
  const names = JSON.parse(readFileSync(namesFile, 'utf8')) as Names;
  const documented = readdirSync(folder)
    .filter((file) => file.endsWith('.edmx'))
    .map((file) => readEdmx(readFileSync(join(folder, file), 'utf8'), selection));
  const facts = Object.entries(selection.facts).map(([name, service]) => readFacts(name, service, selection));
  const wanted = documented.filter((service) => selection.served[service.name]).map((service) => served(service, selection.served[service.name]!));
  const files = new Map([
    [sandboxFile, sandboxSource([...wanted, ...facts])],
    [manifestFile, manifestSource(manifest([...documented, ...facts], names))],
  ]);
  if (!check) {
    for (const [file, content] of files) writeFileSync(file, content);
    return 0;
  }
  const stale = staleFiles(files);
  for (const file of stale) console.error(`${file} is stale: run node scripts/sap-metadata.ts`);
  return stale.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'));
