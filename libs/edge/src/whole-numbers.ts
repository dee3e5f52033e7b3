import { getMetadataStorage, IS_INT } from 'class-validator';

const known = new WeakMap<object, readonly string[]>();

/**
 * The texts of a query or a path, with what stands for a whole number but is not spelled in decimal digits as NaN: its rule fails
 * then, together with all others. `Number()`, which makes numbers of the rest, also takes `0x10`, `1e1`, ` 5` and `+5`, and no
 * document of ours says so.
 */
export function spelledInDigits(given: unknown, Class: unknown): unknown {
  if (typeof given !== 'object' || given === null || typeof Class !== 'function') return given;
  const texts = given as Readonly<Record<string, unknown>>;
  const wrong = wholeNumbersOf(Class).filter((name) => typeof texts[name] === 'string' && !/^\d+$/.test(texts[name]));
  return wrong.length === 0 ? given : { ...given, ...Object.fromEntries(wrong.map((name) => [name, Number.NaN])) };
}

/** Fields of a class that hold whole numbers, by their rules. */
function wholeNumbersOf(Class: object): readonly string[] {
  let names = known.get(Class);
  if (!names) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(Class as () => unknown, '', false, false);
    known.set(Class, (names = rules.filter(({ name }) => name === IS_INT).map(({ propertyName }) => propertyName)));
  }
  return names;
}
