import type { IFunction } from '@stoplight/spectral-core';
import type { Rules } from './our-rules.js';

type Rule = Rules[string];
interface Then {
  function: IFunction;
}
interface Paths {
  paths: Record<string, Record<string, { security?: object[] }>>;
}

/** A rule about a whole document that does not look at the operations that say themselves that anybody may call them. */
export function withoutWhatIsOpen(rule: Rule): Rule {
  const each = [rule.then].flat() as Then[];
  return { ...rule, then: each.map((then) => ({ ...then, function: ((document, options, context) => then.function(closed(document as Paths), options, context)) satisfies IFunction })) };
}

function closed({ paths, ...document }: Paths): Paths {
  const left = Object.entries(paths).map(([path, item]) => [path, Object.fromEntries(Object.entries(item).filter(([, { security }]) => security?.length !== 0))]);
  return { ...document, paths: Object.fromEntries(left) as Paths['paths'] };
}
