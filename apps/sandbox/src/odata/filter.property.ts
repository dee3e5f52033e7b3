import { invalidProperty } from './odata.error.js';
import type { PropertyMetadata } from './metadata.types.js';
import type { EntityModel } from './service.model.js';

/** @throws WireError 400 on a property that the set has not, or that its metadata keeps out of filters */
export function filterable(entity: EntityModel, name: string): PropertyMetadata {
  const property = entity.byName.get(name);
  if (!property) throw invalidProperty(`Property '${name}' is not a property of '${entity.type}'`, name);
  if (property.filterable === false) throw invalidProperty(`Property '${name}' is not filterable`, name);
  return property;
}
