import type { Expansion, PathExpression, StarQuery } from '#read-models';

/** Path of the feed. */
export const base = '/bi/v1/odata';

/** Tree of names: `customer(country)`. */
function listed(paths: readonly string[][]): string[] {
  const names = [...new Set(paths.map(([name]) => name ?? ''))];
  return names.map((name) => {
    const below = paths.filter(([first, ...rest]) => first === name && rest.length > 0).map(([, ...rest]) => rest);
    return below.length > 0 ? `${name}(${listed(below).join(',')})` : name;
  });
}

function selected(select: PathExpression[] | undefined, expand: Expansion[]): string[] {
  return [...(select ?? []).filter(({ path }) => expand.every(({ navigation }) => navigation !== path[0])).map(({ path }) => path.join('/')), ...expand.map(({ navigation, select: of, expand: further }) => `${navigation}(${selected(of, further).join(',')})`)];
}

/** What the rows of an answer are, for `@odata.context` (OData protocol 10): the set, and what of it is chosen, expanded or made. */
export function contextOf(query: StarQuery): string {
  const group = query.apply?.findLast((each) => each.kind === 'group');
  if (group) {
    const made = [...group.by.map(({ path }) => path), ...group.aggregates.map(({ alias }) => [alias])];
    const names = query.select ? listed(query.select.map(({ path }) => path)) : listed(made);
    return `${query.set}(${names.join(',')})`;
  }
  const names = selected(query.select, query.expand ?? []);
  return names.length > 0 ? `${query.set}(${names.join(',')})` : query.set;
}

/** Address of a set with options; the names of options stay readable. */
export function linkTo(origin: string, set: string, options: Iterable<readonly [string, string]>): string {
  const pairs = [...options].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${origin}${base}/${set}?${pairs.join('&')}`;
}
