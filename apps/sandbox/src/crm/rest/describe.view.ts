import { OBJECTS } from '../schema/crm.schema.js';
import { isKey, isNumber, isText, type FieldSchema, type ObjectSchema } from '../schema/object.schema.js';
import { API_ROOT } from './rest.message.js';

/** What `/sobjects` lists of each object. */
export function summaryOf(object: ObjectSchema): object {
  const { name, label, labelPlural, keyPrefix, custom, readOnly } = object;
  const writable = !readOnly;
  const base = `${API_ROOT}/sobjects/${name}`;
  return {
    name, label, labelPlural, keyPrefix, custom, queryable: true, retrieveable: true, replicateable: true, searchable: true, undeletable: writable,
    createable: writable, updateable: writable, deletable: writable, urls: { sobject: base, describe: `${base}/describe`, rowTemplate: `${base}/{ID}` },
  };
}

export function describeGlobal(): object {
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects: OBJECTS.map(summaryOf) };
}

export function describe(object: ObjectSchema): object {
  const childRelationships = object.children.map((child) => ({ childSObject: child.object, field: child.field, relationshipName: child.name, cascadeDelete: false }));
  return { ...summaryOf(object), fields: object.fields.map((field) => describeField(object, field)), childRelationships, recordTypeInfos: [] };
}

function describeField(object: ObjectSchema, field: FieldSchema): object {
  const { name, label, type, length, precision, scale, required, readOnly, externalId, unique, refersTo, parent, picklist } = field;
  const writable = !readOnly && !object.readOnly;
  return {
    name, label, type, length: length ?? 0, precision: precision ?? 0, scale: scale ?? 0,
    custom: name.endsWith('__c'), nameField: name === 'Name', externalId: externalId ?? false, idLookup: type === 'id' || (externalId ?? false), unique: unique ?? false,
    nillable: !required && type !== 'id' && type !== 'boolean', createable: writable, updateable: writable,
    // A value that comes by itself may be left out although the field is never empty.
    defaultedOnCreate: type === 'boolean' || name === 'OwnerId' || name === 'CurrencyIsoCode' || (readOnly ?? false),
    filterable: true, sortable: true, groupable: isText(type) || isKey(type) || type === 'boolean', aggregatable: isNumber(type) || isText(type),
    soapType: soapType(field), calculated: false, restrictedPicklist: name === 'CurrencyIsoCode',
    picklistValues: (picklist ?? []).map((value) => ({ active: true, defaultValue: false, label: value, value, validFor: null })),
    referenceTo: refersTo ? [refersTo] : [], relationshipName: parent ?? null,
  };
}

function soapType({ type }: FieldSchema): string {
  if (isKey(type)) return 'tns:ID';
  if (isNumber(type)) return 'xsd:double';
  if (type === 'datetime') return 'xsd:dateTime';
  return type === 'date' || type === 'boolean' ? `xsd:${type}` : 'xsd:string';
}
