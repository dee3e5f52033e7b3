import { applyDecorators, Logger, UseInterceptors, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

/** An operation that is on its way out. */
export interface Deprecation {
  /** The day from which callers should leave it, such as 2026-12-01. */
  since: string;
  /** The day after which it may be gone; no earlier than the next major version. */
  sunset: string;
  /** Address of what to call instead, with the same ids, such as `/web/v1/orders/{orderId}/page`. */
  successor: string;
  /** Why, and what is different, for the document. */
  why: string;
}

export const deprecationExtension = 'x-strata-deprecation';

const hourMs = 3_600_000;

/** Says with each answer that its operation is on its way out, until when, and what comes after it. */
class SaysDeprecation implements NestInterceptor {
  private readonly log = new Logger('Deprecation');
  private readonly fields: { deprecation: string; sunset: string };
  private readonly endsAt: number;
  private toldAt = 0;

  constructor(private readonly deprecation: Deprecation) {
    this.endsAt = dayOf(deprecation.sunset);
    this.fields = { deprecation: `@${dayOf(deprecation.since) / 1_000}`, sunset: new Date(this.endsAt).toUTCString() };
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const params = http.getRequest<FastifyRequest>().params as Record<string, string>;
    const successor = this.deprecation.successor.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
    void http.getResponse<FastifyReply>().headers({ ...this.fields, link: `</portal/guides/change-an-api>; rel="deprecation"; type="text/html", <${successor}>; rel="successor-version"` });
    this.tellOperators(context);
    return next.handle();
  }

  /** It goes on answering after its day, since callers that were not reached would break without notice: operators are told to look for them. */
  private tellOperators(context: ExecutionContext): void {
    const now = Date.now();
    if (now < this.endsAt || now - this.toldAt < hourMs) return;
    this.toldAt = now;
    this.log.warn(`${context.getHandler().name} is still called, though it ended on ${this.deprecation.sunset}`);
  }
}

/**
 * An operation that is on its way out: its document and every answer say so (RFC 9745, RFC 8594). It answers as before, after its
 * day too, and operators are told hourly that it is called. Other operations know nothing of it. Throws for what is no day, or a sunset before its day.
 */
export function Deprecated(deprecation: Deprecation): MethodDecorator {
  if (!(dayOf(deprecation.sunset) > dayOf(deprecation.since))) throw new TypeError(`${deprecation.sunset} is not after ${deprecation.since}`);
  return applyDecorators(UseInterceptors(new SaysDeprecation(deprecation)), ApiExtension(deprecationExtension, deprecation));
}

const dayOf = (day: string): number => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN);
