import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { StrataError, type FieldFault } from '#canonical';

/** Field names that class-transformer leaves out without a word. */
const leftOut = new Set(['__proto__', 'constructor']);

const pointerTo = (above: string, name: string): string => `${above}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** JSON pointers to what is wrong, with what was expected. */
export function faultsOf(errors: ValidationError[], above = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const pointer = pointerTo(above, error.property);
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      pointer,
      detail: rule === 'whitelistValidation' ? `${error.property} is not a known field` : message,
    }));
    return [...own, ...faultsOf(error.children ?? [], pointer)];
  });
}

function leftOutIn(value: unknown, above = ''): FieldFault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const pointer = pointerTo(above, name);
    return leftOut.has(name) ? [{ pointer, detail: `${name} is not a known field` }] : leftOutIn(each, pointer);
  });
}

/** Half of a surrogate pair, or a zero character: JSON can spell them, and no database keeps them, nor what stands beside them in a statement. */
const isText = (value: string): boolean => value.isWellFormed() && !value.includes('\u0000');

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

/** A request whose fields are wrong. */
export const malformed = (fields: FieldFault[]) => new StrataError('invalid', fields[0]?.detail ?? 'the request is malformed', { fields });

@Injectable()
class OutsideValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const fields = metadata.type === 'body' ? leftOutIn(value) : [];
    if (fields.length > 0) throw malformed(fields);
    const valid: unknown = await super.transform(value, metadata);
    const unreadable = metadata.type === 'custom' ? [] : noTextIn(value, metadata.data ?? 'the request', metadata.data === undefined ? '' : pointerTo('', metadata.data));
    if (unreadable.length > 0) throw malformed(unreadable);
    leaveOutNulls(valid);
    return valid;
  }
}

/** Validates what comes from outside, once: unknown fields and wrong types are errors. */
export function validationPipe(): ValidationPipe {
  return new OutsideValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => malformed(faultsOf(errors)),
  });
}
