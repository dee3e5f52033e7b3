import { edmTypes, entitySets, starFunctionNames, type EntitySet, type StarColumn } from '#read-models';
import { containerAnnotations, setAnnotations, vocabularies, type Annotations, type AnnotationValue } from './odata.vocabulary.js';

/** Namespace of our types, and name of their container. */
export const namespace = 'Strata';
const container = 'Star';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (letter) => escapes[letter] ?? letter);

function element(name: string, attributes: Record<string, string | undefined>, ...children: string[]): string {
  const said = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(value)}"`]));
  const start = `<${name}${said.join('')}`;
  return children.length > 0 ? `${start}>${children.join('')}</${name}>` : `${start}/>`;
}

/** CSDL of the feed in XML (OData CSDL XML 4.01; what it uses is in 4.0 too). */
export function metadataXml(): string {
  const references = vocabularies.map(({ uri, namespace: of, alias }) => element('edmx:Reference', { Uri: uri }, element('edmx:Include', { Namespace: of, Alias: alias })));
  const sets = entitySets.map((set) =>
    element(
      'EntitySet',
      { Name: set.name, EntityType: `${namespace}.${set.entity}` },
      ...set.navigations.map(({ name, target }) => element('NavigationPropertyBinding', { Path: name, Target: target })),
      ...annotationsXml(setAnnotations(set.meaning)),
    ),
  );
  const schema = element(
    'Schema',
    { xmlns: 'http://docs.oasis-open.org/odata/ns/edm', Namespace: namespace },
    ...entitySets.map(entityXml),
    element('EntityContainer', { Name: container }, ...sets, ...annotationsXml(containerAnnotations(starFunctionNames))),
  );
  const edmx = element('edmx:Edmx', { 'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx', Version: '4.0' }, ...references, element('edmx:DataServices', {}, schema));
  return `<?xml version="1.0" encoding="utf-8"?>${edmx}`;
}

function entityXml(set: EntitySet): string {
  const properties = set.properties.map((property) =>
    element('Property', { Name: property.name, Type: edmTypes[property.type], Nullable: String(property.nullable), ...facetsXml(property) }, ...annotationsXml({ 'Core.Description': property.meaning })),
  );
  const navigations = set.navigations.map(({ name, from, target }) =>
    element('NavigationProperty', { Name: name, Type: typeOf(target), Nullable: 'true' }, element('ReferentialConstraint', { Property: from, ReferencedProperty: keyOf(target) })),
  );
  return element('EntityType', { Name: set.entity }, element('Key', {}, element('PropertyRef', { Name: set.key.name })), ...properties, ...navigations);
}

/** A decimal has as many digits as it needs; PostgreSQL keeps microseconds. */
function facetsXml({ type }: StarColumn): Record<string, string> {
  return type === 'decimal' ? { Scale: 'variable' } : type === 'timestamp' ? { Precision: '6' } : {};
}

function annotationsXml(annotations: Annotations): string[] {
  return Object.entries(annotations).map(([term, value]) => {
    const [attribute, child] = valueXml(value);
    return element('Annotation', { Term: term, ...attribute }, ...child);
  });
}

function valueXml(value: AnnotationValue): [attribute: Record<string, string>, children: string[]] {
  if (typeof value === 'string') return [{ String: value }, []];
  if (typeof value === 'boolean') return [{ Bool: String(value) }, []];
  if (typeof value === 'number') return [{ Int: String(value) }, []];
  if (isList(value)) return [{}, [element('Collection', {}, ...value.map((each) => element('String', {}, escaped(each))))]];
  const members = Object.entries(value).map(([property, of]) => {
    const [attribute, children] = valueXml(of);
    return element('PropertyValue', { Property: property, ...attribute }, ...children);
  });
  return [{}, [element('Record', {}, ...members)]];
}

function isList(value: AnnotationValue): value is readonly string[] {
  return Array.isArray(value);
}

/** The same in JSON (OData CSDL JSON 4.01). */
export function metadataJson(): object {
  const annotated = (annotations: Annotations, before = '') => Object.fromEntries(Object.entries(annotations).map(([term, value]) => [`${before}@${term}`, value]));
  const entities = entitySets.map((set) => [
    set.entity,
    {
      $Kind: 'EntityType',
      $Key: [set.key.name],
      ...Object.fromEntries(set.properties.map((property) => [property.name, propertyJson(property)])),
      ...Object.fromEntries(set.navigations.map(({ name, from, target }) => [name, { $Kind: 'NavigationProperty', $Type: typeOf(target), $Nullable: true, $ReferentialConstraint: { [from]: keyOf(target) } }])),
    },
  ]);
  const sets = entitySets.map((set) => [
    set.name,
    {
      $Collection: true,
      $Type: `${namespace}.${set.entity}`,
      ...(set.navigations.length > 0 && { $NavigationPropertyBinding: Object.fromEntries(set.navigations.map(({ name, target }) => [name, target])) }),
      ...annotated(setAnnotations(set.meaning)),
    },
  ]);
  return {
    $Version: '4.01',
    $EntityContainer: `${namespace}.${container}`,
    $Reference: Object.fromEntries(vocabularies.map(({ uri, namespace: of, alias }) => [uri.replace(/xml$/, 'json'), { $Include: [{ $Namespace: of, $Alias: alias }] }])),
    [namespace]: {
      ...Object.fromEntries(entities),
      [container]: { $Kind: 'EntityContainer', ...annotated(containerAnnotations(starFunctionNames)), ...Object.fromEntries(sets) },
    },
  };
}

function propertyJson({ type, nullable, meaning }: StarColumn): object {
  return {
    // A string is what is meant where no type stands.
    ...(edmTypes[type] !== 'Edm.String' && { $Type: edmTypes[type] }),
    ...(nullable && { $Nullable: true }),
    ...(type === 'timestamp' && { $Precision: 6 }),
    '@Core.Description': meaning,
  };
}

const targets = new Map(entitySets.map((set) => [set.name, set]));
const typeOf = (set: string): string => `${namespace}.${targets.get(set)!.entity}`;
const keyOf = (set: string): string => targets.get(set)!.key.name;
