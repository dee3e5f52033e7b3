import { callFunction } from './function.call.js';
import { readResource } from './entity.read.js';
import { writeResource } from './entity.write.js';
import { metadataDocument } from './metadata.document.js';
import { WireError, errorBody } from './odata.error.js';
import { BusinessError } from './source.js';
import { json, text, type ODataRequest, type ODataResponse } from './odata.message.js';
import type { FunctionModel, ServiceModel } from './service.model.js';

export interface HandlerOptions {
  /** Most rows in one answer of a collection. */
  pageSize: number;
  /** Told of faults that are neither the caller's nor the ERP's. */
  onFault(error: unknown): void;
}

/** Answers the requests to one service, alone or several as one unit of work. */
export class ServiceHandler {
  constructor(
    readonly service: ServiceModel,
    private readonly options: HandlerOptions,
  ) {}

  /** Answers one request; a write is kept whole or not at all. */
  answer(request: ODataRequest): ODataResponse {
    try {
      return this.isWrite(request) ? this.service.source.transaction(() => this.perform(request)) : this.perform(request);
    } catch (error) {
      return this.failure(error);
    }
  }

  /**
   * Answers the requests of a changeset, kept all together or not at all.
   * @param requests given one at a time, with the answers so far, since a request may refer to one before it
   * @returns the answers, or the single failure that undid them
   */
  answerTogether(requests: readonly ((earlier: readonly ODataResponse[]) => ODataRequest)[]): ODataResponse[] | ODataResponse {
    try {
      return this.service.source.transaction(() => {
        const answers: ODataResponse[] = [];
        for (const request of requests) answers.push(this.perform(request(answers)));
        return answers;
      });
    } catch (error) {
      return this.failure(error);
    }
  }

  isWrite(request: Pick<ODataRequest, 'method'>): boolean {
    return request.method !== 'GET' && request.method !== 'HEAD';
  }

  private perform(request: ODataRequest): ODataResponse {
    const fn = this.functionOf(request.path);
    if (fn) return callFunction(this.service, fn, request);
    if (this.isWrite(request)) return writeResource(this.service, request);
    if (request.path === '') return this.serviceDocument();
    if (request.path === '$metadata') return text(200, metadataDocument(this.service), { 'content-type': 'application/xml;charset=utf-8' });
    return readResource(this.service, request, this.options.pageSize);
  }

  private functionOf(path: string): FunctionModel | undefined {
    return this.service.functions.get(path.replace(/\/$/, ''));
  }

  private serviceDocument(): ODataResponse {
    return json(200, { d: { EntitySets: Object.keys(this.service.source.sets) } });
  }

  private failure(error: unknown): ODataResponse {
    const known = error instanceof WireError || error instanceof BusinessError ? error : undefined;
    if (!known) this.options.onFault(error);
    const fault = known ?? new WireError(500, 'An internal server error occurred', 'SY/530');
    return { status: fault.status, headers: { 'content-type': 'application/json;charset=utf-8', dataserviceversion: '1.0' }, body: errorBody(fault) };
  }
}
