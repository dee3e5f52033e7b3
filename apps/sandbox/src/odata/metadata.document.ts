import type { EntityMetadata, FunctionMetadata, PropertyMetadata } from './metadata.types.js';
import type { ServiceModel } from './service.model.js';

const FLAGS = ['creatable', 'updatable', 'deletable', 'addressable', 'filterable', 'sortable'] as const;

/** The EDMX of a service, made from the extract: the sets and functions that it serves here, with SAP's flags. */
export function metadataDocument({ metadata }: ServiceModel): string {
  const namespace = metadata.name;
  const associations = metadata.entities.flatMap((entity) =>
    entity.navigations.map((navigation) => ({ entity, navigation, name: `assoc_${entity.set}_${navigation.name}` })),
  );
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" xmlns:sap="http://www.sap.com/Protocols/SAPData">',
    '<edmx:DataServices m:DataServiceVersion="2.0">',
    `<Schema Namespace="${namespace}" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">`,
    ...metadata.entities.map((entity) => entityType(namespace, entity)),
    ...metadata.complex.map(
      ({ type, properties }) => `<ComplexType Name="${type}">${properties.map((row) => property('Property', row)).join('')}</ComplexType>`,
    ),
    ...associations.map(({ entity, navigation, name }) => {
      const target = metadata.entities.find(({ set }) => set === navigation.target)!;
      return (
        `<Association Name="${name}"><End Type="${namespace}.${entity.type}" Multiplicity="1" Role="From_${name}"/>` +
        `<End Type="${namespace}.${target.type}" Multiplicity="${navigation.many ? '*' : '0..1'}" Role="To_${name}"/></Association>`
      );
    }),
    `<EntityContainer Name="${namespace}_Entities" m:IsDefaultEntityContainer="true" sap:supported-formats="json">`,
    ...metadata.entities.map((entity) => `<EntitySet Name="${entity.set}" EntityType="${namespace}.${entity.type}"${flags(entity)}/>`),
    ...associations.map(
      ({ entity, navigation, name }) =>
        `<AssociationSet Name="${name}_set" Association="${namespace}.${name}"><End EntitySet="${entity.set}" Role="From_${name}"/>` +
        `<End EntitySet="${navigation.target}" Role="To_${name}"/></AssociationSet>`,
    ),
    ...metadata.functions.map((fn) => functionImport(namespace, fn)),
    '</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>',
  ].join('\n');
}

function entityType(namespace: string, entity: EntityMetadata): string {
  const key = entity.key.map((name) => `<PropertyRef Name="${name}"/>`).join('');
  const links = entity.navigations.map(({ name }) => {
    const association = `assoc_${entity.set}_${name}`;
    return `<NavigationProperty Name="${name}" Relationship="${namespace}.${association}" FromRole="From_${association}" ToRole="To_${association}"/>`;
  });
  const properties = entity.properties.map((row) => property('Property', row));
  return `<EntityType Name="${entity.type}"><Key>${key}</Key>${properties.join('')}${links.join('')}</EntityType>`;
}

function property(element: 'Property' | 'Parameter', row: PropertyMetadata): string {
  const facets = [
    row.nullable === false ? ' Nullable="false"' : '',
    row.maxLength === undefined ? '' : ` MaxLength="${row.maxLength}"`,
    row.precision === undefined ? '' : ` Precision="${row.precision}"`,
    row.scale === undefined ? '' : ` Scale="${row.scale}"`,
  ];
  return `<${element} Name="${row.name}" Type="${row.type}"${element === 'Parameter' ? ' Mode="In"' : ''}${facets.join('')}${flags(row)}/>`;
}

function functionImport(namespace: string, fn: FunctionMetadata): string {
  const type = fn.returns?.startsWith('Edm.') ? fn.returns : `${namespace}.${fn.returns}`;
  const returns = fn.returns === undefined ? '' : ` ReturnType="${fn.many ? `Collection(${type})` : type}"`;
  const parameters = fn.parameters.map((row) => property('Parameter', row)).join('');
  return `<FunctionImport Name="${fn.name}"${returns} m:HttpMethod="${fn.method}">${parameters}</FunctionImport>`;
}

function flags(row: Partial<Record<(typeof FLAGS)[number], false>>): string {
  return FLAGS.filter((flag) => row[flag] === false)
    .map((flag) => ` sap:${flag}="false"`)
    .join('');
}
