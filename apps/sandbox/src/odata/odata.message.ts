import type { Notice } from './source.js';

/** A request to one service, whether it came alone or as a part of a $batch. */
export interface ODataRequest {
  method: string;
  /** Resource path below the service, percent-decoded, without a leading slash. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
  /** Absolute URL of the service, without a trailing slash. */
  base: string;
}

export interface ODataResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function json(status: number, content: unknown, headers: Record<string, string> = {}): ODataResponse {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', dataserviceversion: '2.0', ...headers },
    body: JSON.stringify(content),
  };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): ODataResponse {
  return { status, headers: { 'content-type': 'text/plain;charset=utf-8', dataserviceversion: '2.0', ...headers }, body };
}

export function empty(status: number, headers: Record<string, string> = {}): ODataResponse {
  return { status, headers: { dataserviceversion: '2.0', ...headers }, body: '' };
}

/** SAP's header for what a success has to say. Its first message is the head, the others are details of it. */
export function noticeHeader(notices: readonly Notice[] | undefined): Record<string, string> {
  const [first, ...others] = (notices ?? []).map((notice) => ({ ...notice, target: '' }));
  if (!first) return {};
  const content = JSON.stringify({ ...first, details: others });
  // A header holds ASCII only; JSON can escape the rest.
  return { 'sap-message': content.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`) };
}
