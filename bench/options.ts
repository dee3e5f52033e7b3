/** @returns those of the known names that are wanted, in their own order. Throws an Error that names the option and what was expected. */
export function sectionsOption<Name extends string>(option: string, text: string, known: readonly Name[]): Name[] {
  const wanted = text.split(',');
  const unknown = wanted.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined) throw new Error(`--${option} has "${unknown}", expected some of ${known.join(',')}`);
  return known.filter((name) => wanted.includes(name));
}

/** A whole number. Throws an Error that names the option and what was expected. */
export function countOption(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw new Error(`--${option} has "${text}", expected a whole number from ${least} to ${most}`);
  return value;
}
