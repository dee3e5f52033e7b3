import { entityOf, isNavigation, propertyOf, type EntityName, type Service } from './edm.property.js';
import { toSap } from './edm.value.js';

/** `deep`: created with its parent only. */
type Purpose = 'create' | 'deep' | 'update';

/** The fields of an entity that this connector writes; a test holds them to the metadata's flags. */
export interface PayloadFields<F extends string = string> {
  service: Service;
  entity: string;
  purpose: Purpose;
  fields: readonly F[];
  /** JSON properties of the values that are given; throws `invalid` for what a field cannot hold. */
  of(values: Partial<Record<F, string | boolean | undefined>>): Record<string, string | boolean>;
  /** A text field emptied. */
  cleared(field: F): Record<string, string>;
}

export function payload<S extends Service, E extends EntityName<S>, const F extends string>(
  purpose: Purpose,
  service: S,
  entity: E,
  fields: readonly F[],
): PayloadFields<F> {
  return {
    service,
    entity,
    purpose,
    fields,
    cleared: (field) => ({ [field]: '' }),
    of: (values) =>
      Object.fromEntries(
        fields.flatMap((field) => {
          const value = values[field];
          return value === undefined || value === '' ? [] : [[field, toSap(field, propertyOf(service, entity, field), value)]];
        }),
      ),
  };
}

/** Children of a deep insert: the name must be a navigation of the entity. */
export function deep(parent: PayloadFields, navigation: string, children: object[]): Record<string, object[]> {
  const row = entityOf(parent.service, parent.entity)[navigation];
  if (!row || !isNavigation(row)) throw new Error(`${parent.entity} has no navigation ${navigation}`);
  return { [navigation]: children };
}
