import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { StrataError, type FieldFault } from '#canonical';
import { isText, validPath } from './compiled-path.js';
import { findRulesOnce } from './found-rules.js';
import { listsForObjects } from './list-for-object.js';
import { spelledInDigits } from './whole-numbers.js';

/** Field names that class-transformer leaves out without a word. */
const leftOut = new Set(['__proto__', 'constructor']);

const pointerTo = (above: string, name: string): string => `${above}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Rules about a text. Of a value of another kind they all fail, and none of them says why. */
const textRules = ['isString', 'isLength', 'minLength', 'maxLength', 'matches'];
/** Rules that say more of a value than any other that fails with them. */
const kindRules = ['isInt', 'isNumber', 'isBoolean', 'isString', 'isArray'];

/** Fields that have rules in a class, which are those that may be given; none of what is no class of ours. */
export function fieldsOfClass(Class: unknown): string[] {
  if (typeof Class !== 'function') return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

/** Says which there are. */
export function unknownField(name: string, above: string, allowed: readonly string[]): FieldFault {
  const instead = allowed.length > 0 ? `expected one of ${allowed.join(', ')}` : 'none is expected';
  return { pointer: pointerTo(above, name), detail: `${name} is not a known field; ${instead}` };
}

/** The one thing to say of a field, however many of its rules fail. */
function expectedOf(error: ValidationError): string {
  const { property, value, constraints = {} } = error;
  const rules = Object.keys(constraints);
  const messages = Object.values(constraints);
  const isElement = /^\d+$/.test(property);
  if (rules.includes('whitelistValidation')) return unknownField(property, '', fieldsOfClass(error.target?.constructor)).detail;
  if (isElement && rules.includes('nestedValidation')) return 'expected an object';
  // Of what has parts class-validator leaves the value out.
  if ('value' in error && (value === undefined || value === null)) return messages.length === 1 ? `${property} is required: ${messages[0]}` : `${property} is required`;
  // JSON holds no such thing: it is a text that is none.
  if (Number.isNaN(value)) return `${property} must be a whole number, in decimal digits`;
  const ofEach = messages.some((message) => message.startsWith('each value in '));
  if (!ofEach && typeof value !== 'string' && rules.some((rule) => textRules.includes(rule))) return `${property} must be a string`;
  const kind = kindRules.find((rule) => rules.includes(rule));
  if (kind === undefined && rules.includes('nestedValidation')) return `${property} must be an object`;
  return (kind === undefined ? messages[0] : constraints[kind]) ?? `${property} is not as expected`;
}

/** JSON pointers to what is wrong, with what was expected. */
export function faultsOf(errors: ValidationError[], above = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const pointer = pointerTo(above, error.property);
    // What is wrong as a whole says nothing by its parts.
    return Object.keys(error.constraints ?? {}).length > 0 ? [{ pointer, detail: expectedOf(error) }] : faultsOf(error.children ?? [], pointer);
  });
}

/** Objects and lists in each other; a quarter of a megabyte of brackets would end the stack of whoever goes down. */
export const deepest = 64;
export const tooDeep = (pointer: string): FieldFault => ({ pointer, detail: `at most ${deepest} objects and lists stand in each other` });

function leftOutIn(value: unknown, above = '', depth = 0): FieldFault[] {
  if (typeof value !== 'object' || value === null) return [];
  if (depth > deepest) return [tooDeep(above)];
  return Object.entries(value).flatMap(([name, each]) => {
    const pointer = pointerTo(above, name);
    return leftOut.has(name) ? [{ pointer, detail: `${name} is not a known field` }] : leftOutIn(each, pointer, depth + 1);
  });
}

function noTextIn(value: unknown, name: string, pointer: string): FieldFault[] {
  if (typeof value === 'string') return isText(value) ? [] : [{ pointer, detail: `${name} must be Unicode text without zero characters` }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, each]) => noTextIn(each, member, pointerTo(pointer, member)));
}

/**
 * What is null in place of what may be left out is left out: rules of optional fields let both pass, and readers know one.
 * Only of our own classes: what free fields of an ERP say stays.
 */
function leaveOutNulls(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const isOurs = !Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype;
  for (const [name, each] of Object.entries(value)) {
    if (each === null && isOurs) Reflect.deleteProperty(value, name);
    else leaveOutNulls(each);
  }
}

/** With the lists where objects are expected, in the place of what is wrong in them: that is about objects which nobody sent. */
function withListsForObjects(errors: ValidationError[]): FieldFault[] {
  const misplaced = listsForObjects(errors[0]?.target);
  const isWithin = (pointer: string) => misplaced.some((list) => pointer === list.pointer || pointer.startsWith(`${list.pointer}/`));
  return [...faultsOf(errors).filter(({ pointer }) => !isWithin(pointer)), ...misplaced];
}

/** A request whose fields are wrong. */
export const malformed = (fields: FieldFault[]) => new StrataError('invalid', fields[0]?.detail ?? 'the request is malformed', { fields });

@Injectable()
class OutsideValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // What our own decorators make comes from us.
    if (metadata.type === 'custom') return value;
    const path = metadata.type === 'param' && metadata.data === undefined && metadata.metatype ? validPath(metadata.metatype, value) : undefined;
    return path ?? this.checked(value, metadata);
  }

  private async checked(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // No body at all is left to the rules of its fields: some operations take none.
    if (metadata.type === 'body' && value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) throw malformed([{ pointer: '', detail: 'the body must be a JSON object' }]);
    const fields = metadata.type === 'body' ? leftOutIn(value) : [];
    if (fields.length > 0) throw malformed(fields);
    const valid: unknown = await super.transform(metadata.type === 'body' ? value : spelledInDigits(value, metadata.metatype), metadata);
    const misplaced = metadata.type === 'body' ? listsForObjects(valid) : [];
    if (misplaced.length > 0) throw malformed(misplaced);
    const unreadable = noTextIn(value, metadata.data ?? 'the request', metadata.data === undefined ? '' : pointerTo('', metadata.data));
    if (unreadable.length > 0) throw malformed(unreadable);
    leaveOutNulls(valid);
    return valid;
  }
}

/** Validates what comes from outside, once: unknown fields and wrong types are errors. */
export function validationPipe(): ValidationPipe {
  findRulesOnce();
  return new OutsideValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    // Of a field that is not known, its class says which are.
    validationError: { target: true },
    exceptionFactory: (errors) => malformed(withListsForObjects(errors)),
  });
}
