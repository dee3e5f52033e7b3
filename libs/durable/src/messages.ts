import { serde, type Context } from '@restatedev/restate-sdk';

/** A message to a durable object. */
export interface Message {
  object: string;
  key: string;
  handler: string;
  body: unknown;
  /** ms before it is delivered; the engine keeps the timer. */
  delayMs?: number;
}

/** Sends one way, exactly once for the handler that sends. */
export function tell(ctx: Context, { object, key, handler, body, delayMs }: Message): void {
  ctx.genericSend({ service: object, method: handler, key, parameter: body, inputSerde: serde.json, ...(delayMs && { delay: delayMs }) });
}

/** Calls and waits for the answer. */
export function ask<Result>(ctx: Context, { object, key, handler, body }: Omit<Message, 'delayMs'>): Promise<Result> {
  return ctx.genericCall<unknown, Result>({ service: object, method: handler, key, parameter: body, inputSerde: serde.json, outputSerde: serde.json as never });
}
