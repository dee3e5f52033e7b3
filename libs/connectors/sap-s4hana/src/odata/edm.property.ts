import { sapNames } from '../sap-s4hana.names.generated.js';

type Names = typeof sapNames;

/** The services that this connector speaks to, by the name of their metadata. */
export type Service = keyof Names;
export type EntityName<S extends Service> = keyof Names[S]['entities'] & string;
export type Definition<S extends Service, E extends string> = E extends keyof Names[S]['entities'] ? Names[S]['entities'][E] : never;

/** A row of the names manifest: type, length and flags of one property, from SAP's metadata. */
export interface EdmProperty {
  type: string;
  maxLength?: number;
  precision?: number;
  scale?: number;
  nullable?: false;
  /** ALPHA or NUMC: digits are kept padded with zeros to this length. */
  padded?: number;
  creatable?: boolean;
  updatable?: boolean;
  filterable?: boolean;
}

export interface EdmNavigation {
  target: string;
  many: boolean;
}

export interface EdmFunction {
  method: string;
  returns?: string;
  parameters: readonly (EdmProperty & { name: string })[];
}

interface NamedService {
  entities: Record<string, Record<string, EdmProperty | EdmNavigation>>;
  functions: Record<string, EdmFunction>;
}

const services = sapNames as unknown as Record<Service, NamedService>;

export function isNavigation(row: EdmProperty | EdmNavigation): row is EdmNavigation {
  return 'target' in row;
}

/** Properties and navigations of an entity, as far as the connector names them. */
export function entityOf(service: Service, entity: string): Record<string, EdmProperty | EdmNavigation> {
  const rows = services[service].entities[entity];
  if (!rows) throw new Error(`${service} has no ${entity} in names.json`);
  return rows;
}

export function propertyOf(service: Service, entity: string, name: string): EdmProperty {
  const row = entityOf(service, entity)[name];
  if (!row || isNavigation(row)) throw new Error(`${service}.${entity} has no property ${name} in names.json`);
  return row;
}

export function functionOf(service: Service, name: string): EdmFunction {
  const row = services[service].functions[name];
  if (!row) throw new Error(`${service} has no function ${name} in names.json`);
  return row;
}
