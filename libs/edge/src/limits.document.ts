import { DECORATORS } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Schema = Record<string, unknown>;

/** What validation lets through as text, whatever the field: databases keep no zero character. */
const anyText = '^[^\\u0000]*$';
/** Patterns that have a better word, or one that more readers know. */
const patterns: Readonly<Record<string, Schema>> = {
  [String.raw`^\d{4}-\d{2}-\d{2}$`]: { format: 'date', maxLength: 10 },
  [String.raw`^\P{Cc}*$`]: { pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f]*$` },
};

/** What a rule of class-validator says of a value, in the words of JSON schema. */
const words: Readonly<Record<string, (...constraints: never[]) => Schema>> = {
  isLength: (minLength: number, maxLength?: number) => ({ minLength, ...(maxLength !== undefined && { maxLength }) }),
  minLength: (minLength: number) => ({ minLength }),
  maxLength: (maxLength: number) => ({ maxLength }),
  matches: ({ source }: RegExp) => patterns[source] ?? { pattern: source },
  isUuid: () => ({ format: 'uuid', maxLength: 36 }),
  isDecimalText: (rule: { pattern: string; maxLength: number }) => rule,
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  isInt: () => ({ format: 'int32' }),
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
};

/**
 * Says of every documented property what validation asks of it: its length, its pattern, its range, as its rules have it. What a
 * property says itself stays. Before documents are made of the classes: a limit is written once, where it is checked.
 */
export function documentLimits(): void {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: Map<unknown, Rule[]> };
  for (const [Class, rules] of storage.validationMetadatas) {
    if (typeof Class !== 'function') continue;
    const byProperty = Map.groupBy(rules, ({ propertyName }) => propertyName);
    for (const [property, ofProperty] of byProperty) documentProperty(Class.prototype as object, property, ofProperty);
  }
}

function documentProperty(prototype: object, property: string, rules: Rule[]): void {
  const said = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, property) as Schema | undefined;
  if (!said) return;
  const [ofEach, own] = [limitsOf(rules.filter(({ each }) => each)), limitsOf(rules.filter(({ each }) => !each))];
  const isList = said['isArray'] === true || Array.isArray(said['type']) || said['type'] === 'array';
  const texts = rules.some(({ name }) => name !== undefined && textRules.has(name)) && said['enum'] === undefined ? { pattern: anyText } : {};
  // Of a list the documents put the words for a text at its elements.
  const limits: Schema = isList ? { ...texts, ...ofEach, ...own } : { ...texts, ...own };
  if (limits['format'] !== undefined && limits['format'] !== 'int32') delete limits['pattern'];
  Reflect.defineMetadata(DECORATORS.API_MODEL_PROPERTIES, { ...limits, ...said }, prototype, property);
}

const textRules: ReadonlySet<string> = new Set(['isString', 'isLength', 'maxLength', 'isUuid', 'isIso8601']);

function limitsOf(rules: Rule[]): Schema {
  return rules.reduce<Schema>((limits, { name, constraints }) => ({ ...limits, ...words[name ?? '']?.(...((constraints ?? []) as never[])) }), {});
}
