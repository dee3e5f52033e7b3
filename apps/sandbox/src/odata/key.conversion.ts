import type { PropertyMetadata } from './metadata.types.js';

/**
 * SAP's ALPHA conversion: a number in a character field is kept padded with zeros, anything else as it is.
 * @param value external form, as `4711`
 * @param length characters of the field
 * @returns internal form, as `0000004711`
 */
export function internalKey(value: string, length: number): string {
  return /^\d+$/.test(value) ? value.padStart(length, '0') : value;
}

/** Brings a value into the form in which the ERP keeps this property. */
export function internalValue<T>(property: PropertyMetadata, value: T): T | string {
  return property.padded !== undefined && typeof value === 'string' ? internalKey(value, property.padded) : value;
}
