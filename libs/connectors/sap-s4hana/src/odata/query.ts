import { queryOf, type Shape } from './selection.js';

/** Parameters of an address, encoded: `$orderby=SalesOrder%20desc&$top=50`. What is undefined is left out. */
export function queryText(values: Readonly<Record<string, string | undefined>>): string {
  const parts: string[] = [];
  for (const name in values) if (values[name] !== undefined) parts.push(`${name}=${encodeURIComponent(values[name])}`);
  return parts.join('&');
}

/** Long, and always the same few: our selections, with the fields that settings add to them. */
const selections = new WeakMap<Shape, Map<string, string>>();

/** `$select` and `$expand` of a shape as they stand in an address. `custom` are fields of the head that this installation added. */
export function selectionText(shape: Shape, custom: readonly string[] = []): string {
  let known = selections.get(shape);
  if (!known) selections.set(shape, (known = new Map<string, string>()));
  const added = custom.length === 0 ? '' : custom.join(',');
  let text = known.get(added);
  if (text === undefined) known.set(added, (text = queryText(queryOf(shape, custom))));
  return text;
}
