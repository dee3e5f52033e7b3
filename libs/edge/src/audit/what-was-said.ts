/** Fields that hold credentials, wherever they stand. */
const credential = /secret|password|token|credential|authorization|api-?key|assertion|private/i;
const notKept = '[not kept]';

/** Characters of JSON that a row keeps of a request and its answer: longer ones are told by their length. */
const longest = 64 * 1024;

/** What a request said and was answered, without credentials: what is kept of it for its person. */
export function whatWasSaid(parts: { before?: unknown; request?: unknown; answer?: unknown }): object {
  const said = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  const text = JSON.stringify(said, withoutCredentials);
  if (text.length <= longest) return JSON.parse(text) as object;
  return Object.fromEntries(Object.entries(said).map(([name, part]) => [name, `[${JSON.stringify(part).length} characters of JSON]`]));
}

function withoutCredentials(name: string, value: unknown): unknown {
  return credential.test(name) && value !== null && typeof value !== 'object' && typeof value !== 'boolean' ? notKept : value;
}
