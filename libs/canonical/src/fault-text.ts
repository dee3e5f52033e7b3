/**
 * A fault for the log: its kind, its code, and where it came from. Its message is left out where it is made of what came
 * from outside: a database repeats values, a parser the text that it could not read. An error itself is never logged: it
 * may carry a statement and its parameters.
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return `a fault of type ${typeof error}`;
  const code = codeOf(error);
  if (code === undefined && !(error instanceof SyntaxError)) return error.stack ?? error.message;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}${code === undefined ? '' : ` ${code}`}`, ...frames].join('\n');
}

function codeOf(error: Error): string | undefined {
  const { code, driverError } = error as Error & { code?: unknown; driverError?: { code?: unknown } };
  const said = code ?? driverError?.code;
  return typeof said === 'string' ? said : undefined;
}
