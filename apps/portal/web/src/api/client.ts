/** A problem detail (RFC 9457) as something to catch. `status` 0: nothing answered. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail?: string,
    /** Which field is wrong and how; the pointer is a JSON pointer (RFC 6901). */
    readonly faults: { pointer?: string; detail: string }[] = [],
  ) {
    super(detail ?? title);
  }

  /** What is wrong with a field of the body. */
  of(field: string): string | undefined {
    return this.faults.find(({ pointer }) => pointer === `/${field}` || pointer?.startsWith(`/${field}/`))?.detail;
  }
}

const base = '/portal/v1';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * A call of the portal's API.
 * @param path below /portal/v1, with its slash; values in it are encoded by the caller
 * @returns the body; undefined where there is none. Throws a Problem for everything but 2xx.
 */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw Object.assign(new Problem(0, 'Nothing answered', 'The portal cannot be reached. Check your connection and try again.'), { cause });
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = <T>(path: string) => call<T>('GET', path);

interface ProblemBody {
  title?: string;
  detail?: string;
  errors?: { pointer?: string; detail: string }[];
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  const waiting = response.status === 429 ? `That was too often.${retryAfter ? ` Try again in ${retryAfter} s.` : ' Try again later.'}` : undefined;
  return new Problem(response.status, body.title ?? `HTTP ${response.status}`, waiting ?? body.detail, body.errors);
}
