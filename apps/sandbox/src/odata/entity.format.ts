import { formatValue, valueIn } from './edm.value.js';
import { targetOf, type EntityModel, type ServiceModel } from './service.model.js';
import type { PropertyMetadata } from './metadata.types.js';
import type { Shape } from './query.options.js';
import type { Row } from './source.js';

/** Turns rows into the JSON of OData v2: `__metadata`, values, links or what stands in their place. */
export class EntityFormat {
  constructor(
    private readonly service: ServiceModel,
    private readonly base: string,
  ) {}

  entity(entity: EntityModel, row: Row, shape: Shape): Record<string, unknown> {
    const uri = this.uri(entity, row);
    const etag = etagOf(entity, row);
    const content: Record<string, unknown> = {
      __metadata: { id: uri, uri, type: `${this.service.metadata.name}.${entity.type}`, ...(etag === undefined ? {} : { etag }) },
    };
    for (const property of entity.properties) {
      if (shape.selected && !shape.selected.has(property.name)) continue;
      content[property.name] = formatValue(property, valueIn(row, property));
    }
    for (const { name, many } of entity.navigations) {
      const inner = shape.expanded.get(name);
      if (inner) content[name] = this.related(entity, row, name, many, inner);
      else if (!shape.selected || shape.selected.has(name)) content[name] = { __deferred: { uri: `${uri}/${name}` } };
    }
    return content;
  }

  private related(entity: EntityModel, row: Row, name: string, many: boolean, shape: Shape): unknown {
    const target = targetOf(this.service, entity.navigation.get(name)!);
    const rows = entity.source?.related(row, name) ?? [];
    if (many) return { results: rows.map((child) => this.entity(target, child, shape)) };
    return rows[0] === undefined ? null : this.entity(target, rows[0], shape);
  }

  uri(entity: EntityModel, row: Row): string {
    return `${this.base}/${entity.set}${keyPredicate(entity, row)}`;
  }

  /** The result of a function: a complex type has a name and no address. */
  complex(type: string, properties: readonly PropertyMetadata[], row: Row): Record<string, unknown> {
    const values = properties.map((property) => [property.name, formatValue(property, valueIn(row, property))]);
    return { __metadata: { type: `${this.service.metadata.name}.${type}` }, ...Object.fromEntries(values) };
  }
}

/** @returns ETag as it goes over the wire, undefined when the set has none */
export function etagOf(entity: EntityModel, row: Row): string | undefined {
  return entity.source?.etag && `W/"${entity.source.etag(row)}"`;
}

function keyPredicate(entity: EntityModel, row: Row): string {
  const literals = entity.key.map((name) => [name, urlLiteral(entity.byName.get(name)!, row)] as const);
  const [first] = literals;
  return literals.length === 1 ? `(${first?.[1]})` : `(${literals.map(([name, literal]) => `${name}=${literal}`).join(',')})`;
}

function urlLiteral(property: PropertyMetadata, row: Row): string {
  const value = valueIn(row, property);
  switch (property.type) {
    case 'Edm.String':
      return `'${encodeURIComponent(String(value).replaceAll("'", "''"))}'`;
    case 'Edm.DateTime':
      return `datetime'${encodeURIComponent(new Date(Number(value)).toISOString().slice(0, 19))}'`;
    case 'Edm.DateTimeOffset':
      return `datetimeoffset'${encodeURIComponent(new Date(Number(value)).toISOString())}'`;
    case 'Edm.Guid':
      return `guid'${value}'`;
    case 'Edm.Time':
      return `time'${value}'`;
    case 'Edm.Decimal':
      return `${value}M`;
    default:
      return String(value);
  }
}
