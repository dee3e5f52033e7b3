import { whole, type ApiDocument, type Schema } from './document.js';

/** Whether callers send it or are answered it: what makes room for one narrows the other. */
export type Direction = 'sent' | 'answered';

export interface SchemaChange {
  kind: 'added' | 'changed' | 'removed';
  breaking: boolean;
  text: string;
  /** Field of which limits are stated that were not stated before: there may be many, which are told together. */
  stated?: string;
}

type Side = readonly [Schema, ApiDocument];
interface Comparison {
  direction: Direction;
  /** Names of fields from the body down, with dots. */
  at: string;
  /** Pairs that are being compared: schemas may hold themselves. */
  under: ReadonlySet<string>;
}

const typesOf = ({ type }: Schema): string[] => (type === undefined ? [] : [type].flat());
const valuesOf = (schema: Schema): unknown[] | undefined => (schema.const === undefined ? schema.enum : [schema.const]);
const named = (at: string) => (at === '' ? 'the body' : `\`${at}\``);
const said = (values: readonly unknown[]) => values.map((value) => `\`${String(value)}\``).join(', ');

/** What changed of a schema, and whether a caller that was right before may be wrong now. */
export function schemaChanges(before: Side, after: Side, direction: Direction, at = ''): SchemaChange[] {
  return compare(before, after, { direction, at, under: new Set() });
}

function compare([before, in1]: Side, [after, in2]: Side, { direction, at, under }: Comparison): SchemaChange[] {
  const pair = `${before.$ref ?? ''} ${after.$ref ?? ''}`;
  const isNamed = before.$ref !== undefined && after.$ref !== undefined;
  if (isNamed && under.has(pair)) return [];
  const below = { direction, at, under: isNamed ? new Set([...under, pair]) : under };
  const [was, is] = [whole(before, in1), whole(after, in2)];
  return [
    ...typeChanges(was, is, below),
    ...valueChanges(was, is, below),
    ...(direction === 'sent' ? limitChanges(was, is, at) : []),
    ...fieldChanges([was, in1], [is, in2], below),
    ...(was.items && is.items ? compare([was.items, in1], [is.items, in2], { ...below, at: `${at}[]` }) : []),
    ...alternativeChanges([was, in1], [is, in2], below),
  ];
}

function typeChanges(before: Schema, after: Schema, { direction, at }: Comparison): SchemaChange[] {
  const [was, is] = [typesOf(before), typesOf(after)];
  const [narrow, wide] = direction === 'sent' ? [is, was] : [was, is];
  // Said at last, or no longer.
  if (was.length === 0 && is.length === 0) return [];
  const beyond = wide.filter((type) => !narrow.includes(type) && !(type === 'integer' && narrow.includes('number')));
  const isWider = wide.length === 0 || (narrow.length > 0 && beyond.length > 0);
  const isSame = was.toSorted().join() === is.toSorted().join();
  if (isSame || (direction === 'answered' && was.length === 0)) return [];
  return [{ kind: 'changed', breaking: isWider, text: `${named(at)} is ${is.join(' or ') || 'anything'}, and was ${was.join(' or ') || 'anything'}` }];
}

function valueChanges(before: Schema, after: Schema, { direction, at }: Comparison): SchemaChange[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  if (!was && !is) return [];
  if (!was || !is) {
    const isFewer = is !== undefined;
    return [{ kind: 'changed', breaking: isFewer === (direction === 'sent'), text: isFewer ? `${named(at)} is one of ${said(is)}` : `${named(at)} may be anything, and was one of ${said(was!)}` }];
  }
  const more = is.filter((value) => !was.includes(value));
  const less = was.filter((value) => !is.includes(value));
  return [
    ...(more.length > 0 ? [{ kind: 'added', breaking: direction === 'answered', text: `${named(at)} may be ${said(more)}` } as const] : []),
    ...(less.length > 0 ? [{ kind: 'removed', breaking: direction === 'sent', text: `${named(at)} is no longer ${said(less)}` } as const] : []),
  ];
}

const limits = { maxLength: 'characters at most', minLength: 'characters at least', maximum: 'at most', minimum: 'at least', maxItems: 'elements at most', minItems: 'elements at least' } as const;

/** Of what is sent: of an answer a limit promises nothing that a reader could lean on. */
function limitChanges(before: Schema, after: Schema, at: string): SchemaChange[] {
  const words = [...(Object.keys(limits) as (keyof typeof limits)[]), 'pattern', 'format'] as const;
  const isStated = words.some((word) => before[word] === undefined && after[word] !== undefined);
  const stated: SchemaChange[] = isStated ? [{ kind: 'changed', breaking: true, text: `new limits for ${named(at)}`, stated: named(at) }] : [];
  return [...stated, ...movedLimits(before, after, at)];
}

function movedLimits(before: Schema, after: Schema, at: string): SchemaChange[] {
  const numbers = (Object.keys(limits) as (keyof typeof limits)[]).flatMap((name): SchemaChange[] => {
    const [was, is] = [before[name], after[name]];
    if (was === undefined || was === is) return [];
    const isUpper = name.startsWith('max');
    const breaking = is !== undefined && (isUpper ? is < was : is > was);
    return [{ kind: 'changed', breaking, text: is === undefined ? `${named(at)} has no limit any more of ${limits[name]}` : `${named(at)}: ${limits[name]} ${is}, and was ${was}` }];
  });
  const texts = (['pattern', 'format'] as const).flatMap((name): SchemaChange[] => {
    if (before[name] === undefined || before[name] === after[name]) return [];
    return [{ kind: 'changed', breaking: after[name] !== undefined, text: after[name] === undefined ? `${named(at)} has no ${name} any more` : `${named(at)} has the ${name} \`${after[name]}\`` }];
  });
  return [...numbers, ...texts];
}

function fieldChanges([before, in1]: Side, [after, in2]: Side, { direction, at, under }: Comparison): SchemaChange[] {
  const [was, is] = [before.properties ?? {}, after.properties ?? {}];
  const isRequired = (schema: Schema, name: string) => schema.required?.includes(name) ?? false;
  const below = (name: string) => (at === '' ? name : `${at}.${name}`);
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name): SchemaChange[] => {
    const [old, now] = [was[name], is[name]];
    const must = isRequired(after, name);
    if (!now) return [{ kind: 'removed', breaking: true, text: `\`${below(name)}\` is gone` }];
    if (!old) return [{ kind: 'added', breaking: direction === 'sent' && must, text: direction === 'sent' ? `\`${below(name)}\` is ${must ? 'needed' : 'taken'}` : `\`${below(name)}\` is told` }];
    const turned: SchemaChange[] = isRequired(before, name) === must ? [] : [{ kind: 'changed', breaking: must === (direction === 'sent'), text: `\`${below(name)}\` ${direction === 'sent' ? (must ? 'is needed' : 'may be left out') : must ? 'always comes' : 'may be missing'}` }];
    return [...turned, ...compare([old, in1], [now, in2], { direction, at: below(name), under })];
  });
}

/** Alternatives in their order: one more is more to be read, one less is less to be sent. */
function alternativeChanges([before, in1]: Side, [after, in2]: Side, comparison: Comparison): SchemaChange[] {
  const [was, is] = [before.anyOf ?? before.oneOf ?? [], after.anyOf ?? after.oneOf ?? []];
  const { direction, at } = comparison;
  const count = is.length - was.length;
  const counted: SchemaChange[] = count === 0 ? [] : [{ kind: 'changed', breaking: count > 0 === (direction === 'answered'), text: `${named(at)} has ${is.length || 'no'} alternatives, and had ${was.length || 'none'}` }];
  return [...counted, ...was.flatMap((old, index) => (is[index] ? compare([old, in1], [is[index], in2], comparison) : []))];
}
