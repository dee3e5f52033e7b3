type Json = unknown;

/** Moments differ with each answer. */
const moments = new Set(['asOf']);

/**
 * Where an answer differs from what is expected: paths such as `crm.contacts.0.name`. What it has beyond that is none of
 * our business, as long as it says the same.
 */
export function differences(expected: Json, answer: Json, at = ''): string[] {
  if (expected === null || typeof expected !== 'object') return expected === answer ? [] : [`${at}: ${JSON.stringify(answer)} where ${JSON.stringify(expected)} is expected`];
  if (answer === null || typeof answer !== 'object') return [`${at}: ${JSON.stringify(answer)} where there should be more`];
  return Object.entries(expected)
    .filter(([name]) => !moments.has(name))
    .flatMap(([name, value]) => differences(value, (answer as Record<string, Json>)[name], at === '' ? name : `${at}.${name}`));
}
