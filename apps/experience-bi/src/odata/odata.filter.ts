import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { faultText, isStrataError } from '#canonical';
import { databaseAway, problemOf, retryAfter } from '#edge';
import { isDatabaseAway, StarFault } from '#read-models';
import { badRequest, errorBody, ODataFault } from './odata.fault.js';

/** Every error of the feed leaves as OData's own body; what is none of ours is a bug, logged and told as 500. */
@Catch()
export class ODataFilter implements ExceptionFilter {
  private readonly log = new Logger('OData');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const fault = this.faultOf(error);
    const waitMs = isStrataError(error) ? error.details.retryAfterMs : undefined;
    if (fault.status === 503 || waitMs !== undefined) void reply.header('retry-after', retryAfter(waitMs));
    if (fault.status === 405) void reply.header('allow', 'GET, HEAD');
    void reply
      .code(fault.status)
      .headers({ 'content-type': 'application/json;odata.metadata=minimal;charset=utf-8', 'odata-version': '4.0', 'cache-control': 'no-store' })
      .send(JSON.stringify(errorBody(fault)));
  }

  private faultOf(error: unknown): ODataFault {
    if (error instanceof ODataFault) return error;
    if (error instanceof StarFault) return badRequest(error.message, error.option, error.at);
    const known = isDatabaseAway(error) ? databaseAway() : error;
    if (isStrataError(known)) {
      const [field] = known.details.fields ?? [];
      return new ODataFault(problemOf(known).status, known.details.reason ?? known.kind, known.message, field?.pointer.slice(1));
    }
    if (error instanceof HttpException) return new ODataFault(error.getStatus(), 'refused', error.message);
    this.log.error(faultText(error));
    return new ODataFault(500, 'internal-error', 'something went wrong on our side');
  }
}
