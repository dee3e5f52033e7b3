import { notFound } from './odata.error.js';
import type { EntityMetadata, FunctionMetadata, NavigationMetadata, PropertyMetadata, ServiceMetadata } from './metadata.types.js';
import type { EntitySource, FunctionSource, ServiceSource } from './source.js';

/** Metadata and source of an entity set, ready for look-up. A set that is reached by navigation alone has no source. */
export interface EntityModel extends EntityMetadata {
  source?: EntitySource;
  byName: ReadonlyMap<string, PropertyMetadata>;
  navigation: ReadonlyMap<string, NavigationMetadata>;
}

export interface FunctionModel extends FunctionMetadata {
  source: FunctionSource;
}

export interface ServiceModel {
  metadata: ServiceMetadata;
  source: ServiceSource;
  entities: ReadonlyMap<string, EntityModel>;
  functions: ReadonlyMap<string, FunctionModel>;
}

/** @throws Error when the source has a set or function that the metadata has not: a fault of the sandbox, seen at start */
export function serviceModel(source: ServiceSource, all: readonly ServiceMetadata[]): ServiceModel {
  const metadata = all.find((service) => service.name === source.metadata);
  if (!metadata) throw new Error(`No metadata for service ${source.metadata}`);
  const entities = new Map(metadata.entities.map((entity) => [entity.set, entityModel(entity, source.sets[entity.set])]));
  for (const set of Object.keys(source.sets)) {
    if (!entities.has(set)) throw new Error(`${source.metadata} has no entity set ${set}`);
  }
  const functions = new Map(Object.entries(source.functions).map(([name, fn]) => [name, functionModel(metadata, name, fn)]));
  return { metadata, source, entities, functions };
}

function entityModel(entity: EntityMetadata, source: EntitySource | undefined): EntityModel {
  return {
    ...entity,
    source,
    byName: new Map(entity.properties.map((property) => [property.name, property])),
    navigation: new Map(entity.navigations.map((navigation) => [navigation.name, navigation])),
  };
}

function functionModel(service: ServiceMetadata, name: string, source: FunctionSource): FunctionModel {
  const metadata = service.functions.find((fn) => fn.name === name);
  if (!metadata) throw new Error(`${service.name} has no function ${name}`);
  if (metadata.method !== source.method) throw new Error(`${service.name} ${name} is a ${metadata.method}`);
  return { ...metadata, source };
}

/** The set at the other end of a navigation. */
export function targetOf(service: ServiceModel, navigation: NavigationMetadata): EntityModel {
  const target = service.entities.get(navigation.target);
  if (!target) throw notFound(navigation.target);
  return target;
}
