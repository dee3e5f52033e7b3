/** What an API of Strata answers when it says no: RFC 9457, with the members of ours. */
export interface ProblemDetails {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  /** Kind of the error, such as `invalid`, `conflict`, `unavailable`. */
  kind?: string;
  retryable?: boolean;
  /** What is wrong with which field; `pointer` is a JSON pointer into the request. */
  errors?: { pointer: string; detail: string }[];
  [more: string]: unknown;
}

/** Thrown by every call that is not answered with success. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly problem: ProblemDetails,
    /** Seconds to wait before the next try, where the API says so. */
    readonly retryAfter: number | undefined,
    options?: ErrorOptions,
  ) {
    super(problem.detail ?? problem.title ?? (status === 0 ? 'there was no answer' : `the answer was ${status}`), options);
  }
}

/** The error behind what a generated call could not read as success. */
export function problemOf(body: unknown, response: Response | undefined): ProblemError {
  const isProblem = typeof body === 'object' && body !== null && !(body instanceof Error);
  const retryAfter = Number(response?.headers.get('retry-after') ?? Number.NaN);
  return new ProblemError(response?.status ?? 0, isProblem ? (body as ProblemDetails) : {}, Number.isNaN(retryAfter) ? undefined : retryAfter, { cause: body });
}
