import type { FastifyRequest } from 'fastify';
import type { DataScope, Principal } from '#canonical';
import { holderOf } from '#read-models';
import { badRequest } from './odata.fault.js';

/** A request as the feed reads it. */
export interface ODataRequest {
  /** Path and query, as they were sent. */
  url: string;
  /** `https://bi.example.com`: links begin with it. */
  origin: string;
  accept?: string;
  prefer?: string;
  version?: string;
  maxVersion?: string;
  /** To whom tokens are given. */
  holder: string;
  /** Rows that it may see; all when left out. */
  own: DataScope | undefined;
}

const hostPattern = /^[\w.:[\]-]{1,255}$/;

/** Links name the host that the reader asked for; what a proxy says of it counts where Fastify is told to trust it. */
export function readRequest(request: FastifyRequest, principal: Principal): ODataRequest {
  if (!hostPattern.test(request.host)) throw badRequest('the header Host names no host', 'Host');
  const header = (name: string) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  };
  return {
    url: request.originalUrl,
    origin: `${request.protocol}://${request.host}`,
    accept: header('accept'),
    prefer: header('prefer'),
    version: header('odata-version'),
    maxVersion: header('odata-maxversion'),
    holder: holderOf(principal),
    own: principal.dataScope,
  };
}

export interface ODataAnswer {
  /** 200 where none is said. */
  status?: number;
  headers: Record<string, string>;
  body: string | Buffer;
}
