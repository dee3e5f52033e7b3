import { propertyOf, type EdmProperty, type EntityName, type Service } from './edm.property.js';
import { quoted, toLiteral } from './edm.value.js';

/** An OData v2 filter expression. */
export type Filter = string;

type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** The fields of an entity that this connector filters by: only these can be written, and a test holds them to the metadata. */
export interface FilterFields<F extends string = string> {
  service: Service;
  entity: string;
  fields: readonly F[];
  where(field: F, comparison: Comparison, value: string | boolean): Filter;
  /** The value in the field as it is spelled: SAP has no search without case. */
  contains(field: F, part: string): Filter;
}

export function filterBy<S extends Service, E extends EntityName<S>, const F extends string>(service: S, entity: E, fields: readonly F[]): FilterFields<F> {
  const properties = Object.fromEntries(fields.map((field) => [field, propertyOf(service, entity, field)])) as Record<F, EdmProperty>;
  return {
    service,
    entity,
    fields,
    where: (field, comparison, value) => `${field} ${comparison} ${toLiteral(field, properties[field], value)}`,
    contains: (field, part) => `substringof(${quoted(part)},${field})`,
  };
}

export function all(...filters: Filter[]): Filter {
  return filters.length === 1 ? filters[0]! : `(${filters.join(') and (')})`;
}

export function any(...filters: Filter[]): Filter {
  return filters.length === 1 ? filters[0]! : filters.join(' or ');
}

/** The field is one of the values. */
export function anyOf<F extends string>(fields: FilterFields<F>, field: F, values: readonly string[]): Filter {
  return any(...values.map((value) => fields.where(field, 'eq', value)));
}
