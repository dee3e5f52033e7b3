export type FieldType = 'id' | 'reference' | 'string' | 'email' | 'phone' | 'url' | 'picklist' | 'boolean' | 'currency' | 'percent' | 'date' | 'datetime';

/** A field as describe tells of it. What is left out has Salesforce's usual value. */
export interface FieldSchema {
  name: string;
  label: string;
  type: FieldType;
  /** Characters of a text. */
  length?: number;
  /** Digits in all, and behind the point, of a number. */
  precision?: number;
  scale?: number;
  required?: boolean;
  /** Kept by the system: neither createable nor updateable. */
  readOnly?: boolean;
  externalId?: boolean;
  unique?: boolean;
  /** Object that a reference leads to, and the name of the way there: `Owner` of OwnerId, `Account__r` of Account__c. */
  refersTo?: string;
  parent?: string;
  /** What becomes of this record when the one it refers to is deleted. */
  whenParentIsDeleted?: 'delete' | 'clear';
  picklist?: readonly string[];
}

/** The way from a record to its children, as subqueries name it. */
export interface ChildRelationship {
  name: string;
  object: string;
  field: string;
}

export interface ObjectSchema {
  name: string;
  label: string;
  labelPlural: string;
  /** First three characters of every id. */
  keyPrefix: string;
  custom: boolean;
  readOnly: boolean;
  fields: readonly FieldSchema[];
  children: readonly ChildRelationship[];
}

/** Names of objects, fields and relationships are the same in any case of letters. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function fieldNamed(object: ObjectSchema, name: string): FieldSchema | undefined {
  return object.fields.find((field) => sameName(field.name, name));
}

export function parentNamed(object: ObjectSchema, name: string): FieldSchema | undefined {
  return object.fields.find((field) => field.parent !== undefined && sameName(field.parent, name));
}

export const isText = (type: FieldType): boolean => ['string', 'email', 'phone', 'url', 'picklist'].includes(type);
export const isNumber = (type: FieldType): boolean => type === 'currency' || type === 'percent';
export const isKey = (type: FieldType): boolean => type === 'id' || type === 'reference';
