import { contentOf, operationsOf, type ApiDocument, type Operation, type Parameter } from './document.js';
import { schemaChanges, type Direction, type SchemaChange } from './schema-changes.js';

/** One thing that is different, as a caller reads it. */
export interface Change {
  kind: 'added' | 'changed' | 'deprecated' | 'removed';
  /** A caller that was right before may be wrong now. */
  breaking: boolean;
  text: string;
  /** Such as `GET /web/v1/orders`; none: several, or all. */
  operation?: string;
}

type Said = Omit<Change, 'operation'> & { stated?: string };

/** What is different for callers of an API; words that only explain are not. Breaking ones first. */
export function documentChanges(before: ApiDocument, after: ApiDocument): Change[] {
  const [was, is] = [operationsOf(before), operationsOf(after)];
  const removed = [...was].flatMap(([name, { summary }]): Change[] => (is.has(name) ? [] : [{ kind: 'removed', breaking: true, text: `${summary ?? name}: gone`, operation: name }]));
  const added = [...is].flatMap(([name, { summary }]): Change[] => (was.has(name) ? [] : [{ kind: 'added', breaking: false, text: summary ?? name, operation: name }]));
  const changed = [...is].flatMap(([name, operation]) => (was.has(name) ? limitsTogether(operationChanges([was.get(name)!, before], [operation, after])).map((change) => ({ ...change, operation: name })) : []));
  const all = [...removed, ...added, ...together(changed, is.size)];
  return [...all.filter(({ breaking }) => breaking), ...all.filter(({ breaking }) => !breaking)];
}

/** The operations of an API of which there is no earlier release. */
export function firstChanges(document: ApiDocument): Change[] {
  return [...operationsOf(document)].map(([operation, { summary }]) => ({ kind: 'added', breaking: false, text: summary ?? operation, operation }));
}

/** The same at several operations is said once. */
function together(changes: Required<Change>[], operations: number): Change[] {
  const same = Map.groupBy(changes, ({ kind, breaking, text }) => `${kind} ${breaking} ${text}`);
  return [...same.values()].map((all) => {
    const { operation, ...change } = all[0]!;
    if (all.length === 1) return { ...change, operation };
    const where = all.length === operations ? 'at every operation' : all.length > 3 ? `at ${all.length} operations` : all.map((each) => each.operation).join(', ');
    return { ...change, text: `${change.text} (${where})` };
  });
}

type Side<T> = readonly [T, ApiDocument];

/** Limits that are stated of many fields are one change. */
function limitsTogether(changes: Said[]): Said[] {
  const fields = [...new Set(changes.flatMap(({ stated }) => stated ?? []))];
  const others = changes.filter(({ stated }) => stated === undefined);
  return fields.length === 0 ? others : [...others, { kind: 'changed', breaking: true, text: `new limits for ${fields.join(', ')}` }];
}

function operationChanges([before, in1]: Side<Operation>, [after, in2]: Side<Operation>): Said[] {
  return [
    ...(after.deprecated && !before.deprecated ? [{ kind: 'deprecated', breaking: false, text: `${after.summary ?? ''}: on its way out${after['x-strata-sunset'] ? `, until ${after['x-strata-sunset']}` : ''}` } as const] : []),
    ...credentialChanges(before, after),
    ...parameterChanges([before.parameters ?? [], in1], [after.parameters ?? [], in2]),
    ...bodyChanges([before, in1], [after, in2]),
    ...answerChanges([before, in1], [after, in2]),
  ];
}

function credentialChanges(before: Operation, after: Operation): Said[] {
  const scopes = ({ security = [] }: Operation) => new Set(security.flatMap((each) => Object.values(each).flat()));
  const isOpen = ({ security = [] }: Operation) => security.length === 0;
  if (isOpen(after)) return isOpen(before) ? [] : [{ kind: 'changed', breaking: false, text: 'no credential is asked for any more' }];
  if (isOpen(before)) return [{ kind: 'changed', breaking: true, text: 'a credential is asked for' }];
  const schemes = ({ security = [] }: Operation) => security.flatMap((each) => Object.keys(each));
  if (schemes(before).every((scheme) => !schemes(after).includes(scheme))) return [{ kind: 'changed', breaking: true, text: `another credential is asked for: ${schemes(after).join(', ')}` }];
  const more = [...scopes(after)].filter((scope) => !scopes(before).has(scope));
  return more.length === 0 ? [] : [{ kind: 'changed', breaking: true, text: `the scope ${more.join(', ')} is asked for` }];
}

function parameterChanges([before, in1]: Side<Parameter[]>, [after, in2]: Side<Parameter[]>): Said[] {
  const byName = (all: Parameter[]) => new Map(all.map((each) => [`${each.in} ${each.name}`, each]));
  const [was, is] = [byName(before), byName(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key): Said[] => {
    const [old, now] = [was.get(key), is.get(key)];
    if (!now) return [{ kind: 'removed', breaking: true, text: `the parameter \`${old!.name}\` is gone` }];
    const must = now.required ?? false;
    if (!old) return [{ kind: 'added', breaking: must, text: `the parameter \`${now.name}\` is ${must ? 'needed' : 'taken'}` }];
    const turned: Said[] = must === (old.required ?? false) ? [] : [{ kind: 'changed', breaking: must, text: `the parameter \`${now.name}\` ${must ? 'is needed' : 'may be left out'}` }];
    return [...turned, ...schemaChanges([old.schema ?? {}, in1], [now.schema ?? {}, in2], 'sent', now.name)];
  });
}

function bodyChanges([before, in1]: Side<Operation>, [after, in2]: Side<Operation>): Said[] {
  const [was, is] = [before.requestBody, after.requestBody];
  if (!was && !is) return [];
  if (!is) return [{ kind: 'removed', breaking: true, text: 'no body is taken any more' }];
  if (!was) return [{ kind: 'added', breaking: is.required ?? false, text: `a body is ${is.required ? 'needed' : 'taken'}` }];
  return contentChanges([was, in1], [is, in2], 'sent');
}

/** Of refusals it matters that there is one, not which. */
function answerChanges([before, in1]: Side<Operation>, [after, in2]: Side<Operation>): Said[] {
  const statuses = (operation: Operation) => Object.keys(operation.responses);
  const more = statuses(after).filter((status) => !(status in before.responses));
  const gone = statuses(before).filter((status) => !(status in after.responses) && status.startsWith('2'));
  const kept = statuses(after).filter((status) => status.startsWith('2') && status in before.responses);
  return [
    ...gone.map((status): Said => ({ kind: 'removed', breaking: true, text: `${status} is answered no more` })),
    ...(more.length > 0 ? [{ kind: 'added', breaking: false, text: `${more.join(', ')} may be answered` } as const] : []),
    ...kept.flatMap((status) => contentChanges([{ content: contentOf(before.responses[status]!, in1) }, in1], [{ content: contentOf(after.responses[status]!, in2) }, in2], 'answered')),
  ];
}

function contentChanges([{ content: was }, in1]: Side<Pick<NonNullable<Operation['requestBody']>, 'content'>>, [{ content: is }, in2]: Side<Pick<NonNullable<Operation['requestBody']>, 'content'>>, direction: Direction): SchemaChange[] {
  return Object.entries(was).flatMap(([type, { schema = {} }]): SchemaChange[] => {
    const now = is[type];
    if (!now) return [{ kind: 'removed', breaking: true, text: `${type} is ${direction === 'sent' ? 'taken' : 'answered'} no more` }];
    return schemaChanges([schema, in1], [now.schema ?? {}, in2], direction);
  });
}
