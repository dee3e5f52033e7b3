/** The extract of SAP's EDMX that the wire layer works by. What a row leaves out has OData's and SAP's default. */

export type EdmType =
  | 'Edm.String'
  | 'Edm.Boolean'
  | 'Edm.Decimal'
  | 'Edm.Double'
  | 'Edm.Byte'
  | 'Edm.Int16'
  | 'Edm.Int32'
  | 'Edm.Int64'
  | 'Edm.DateTime'
  | 'Edm.DateTimeOffset'
  | 'Edm.Time'
  | 'Edm.Guid'
  | 'Edm.Binary';

export interface PropertyMetadata {
  name: string;
  type: EdmType;
  /** Characters of an Edm.String. */
  maxLength?: number;
  /** Digits in all, of an Edm.Decimal. */
  precision?: number;
  /** Digits after the point, of an Edm.Decimal. */
  scale?: number;
  /** false when null is forbidden; left out means allowed. */
  nullable?: false;
  /** SAP's flags: left out means yes, as the sap: annotations have it. */
  creatable?: false;
  updatable?: false;
  filterable?: false;
  sortable?: false;
  /** ALPHA or NUMC: a value of digits only is kept padded with zeros to so many characters. */
  padded?: number;
  /** A function parameter that may be left out. */
  optional?: true;
}

export interface NavigationMetadata {
  name: string;
  /** Entity set at the other end. */
  target: string;
  many: boolean;
}

export interface EntityMetadata {
  set: string;
  type: string;
  key: string[];
  creatable?: false;
  updatable?: false;
  deletable?: false;
  /** false: reached by navigation only. */
  addressable?: false;
  properties: PropertyMetadata[];
  navigations: NavigationMetadata[];
}

export interface FunctionMetadata {
  name: string;
  method: 'GET' | 'POST';
  /** Name of a complex or entity type of the service, or an Edm type. */
  returns?: string;
  many: boolean;
  parameters: PropertyMetadata[];
}

export interface ServiceMetadata {
  name: string;
  /** `facts`: there is no EDMX, names come from the facts and no flag is known. */
  source: 'metadata' | 'facts';
  entities: EntityMetadata[];
  complex: { type: string; properties: PropertyMetadata[] }[];
  functions: FunctionMetadata[];
}
