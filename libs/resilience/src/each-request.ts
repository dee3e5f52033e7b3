type Ask<C, T> = (ctx: C) => Promise<T>;

/** Where a scope carries what makes its requests. A symbol: no header, log or copy of fields ever shows it. */
const each = Symbol('each request');

/**
 * Makes one of the requests that an answer takes. Under the policies of an operation that is `byRequest` it is a call of its
 * own, with its turn, its tries and its time; `ask` may then be called again, and gets the scope of its try. Elsewhere, and
 * within such a call, it is simply made.
 */
export function eachRequest<C extends object, T>(ctx: C, ask: Ask<C, T>): Promise<T> {
  const make = (ctx as { [each]?: (ask: Ask<C, T>) => Promise<T> })[each];
  return make ? make(ask) : ask(ctx);
}

/** The scope, with what makes its requests. */
export function makingRequests<C extends object>(ctx: C, make: <T>(ask: Ask<C, T>) => Promise<T>): C {
  return { ...ctx, [each]: make };
}
