import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, ValidationTypes, type ValidationArguments } from 'class-validator';

type Rule = (text: string, args: ValidationArguments) => unknown;
type Plain = Readonly<Record<string, unknown>>;

interface Field {
  name: string;
  rules: { holds: Rule; constraints: unknown[] }[];
}

/** A text in which class-transformer would leave its mark, whatever it were told to make of it. */
const marked = ' 1 Straße\t';

const compiled = new WeakMap<Type, Field[] | 'not'>();

/**
 * The parameters of a path as their class, where they are valid: rules about texts are found once, since nearly all that comes is
 * right. Undefined where something is wrong, or the class has other rules: then class-validator is asked, and says what.
 */
export function validPath(Path: Type, given: unknown): object | undefined {
  const fields = fieldsOf(Path);
  if (fields === 'not' || typeof given !== 'object' || given === null || Object.keys(given).length !== fields.length) return undefined;
  const path = new Path() as Record<string, unknown>;
  for (const { name, rules } of fields) {
    const text = (given as Plain)[name];
    if (typeof text !== 'string' || !isText(text)) return undefined;
    path[name] = text;
    for (const { holds, constraints } of rules) {
      if (holds(text, { targetName: Path.name, property: name, object: given, value: text, constraints }) !== true) return undefined;
    }
  }
  return path;
}

/** Half of a surrogate pair, or a zero character: JSON can spell them, and no database keeps them, nor what stands beside them in a statement. */
export const isText = (value: string): boolean => value.isWellFormed() && !value.includes('\u0000');

function fieldsOf(Path: Type): Field[] | 'not' {
  let fields = compiled.get(Path);
  if (!fields) compiled.set(Path, (fields = compile(Path)));
  return fields;
}

function compile(Path: Type): Field[] | 'not' {
  const storage = getMetadataStorage();
  const fields = new Map<string, Field>();
  for (const { type, each, validateIf, propertyName, constraintCls, constraints } of storage.getTargetValidationMetadatas(Path, '', false, false)) {
    const checks = type === ValidationTypes.CUSTOM_VALIDATION && !each && !validateIf ? storage.getTargetValidatorConstraints(constraintCls) : [];
    if (checks.length === 0) return 'not';
    const field = fields.get(propertyName) ?? { name: propertyName, rules: [] };
    for (const { instance } of checks) field.rules.push({ holds: (text, args) => instance.validate(text, args), constraints });
    fields.set(propertyName, field);
  }
  const names = [...fields.keys()];
  const made = plainToInstance(Path, Object.fromEntries(names.map((name) => [name, marked]))) as Plain;
  return names.length > 0 && names.every((name) => made[name] === marked) ? [...fields.values()] : 'not';
}
