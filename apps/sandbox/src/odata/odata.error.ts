import { BusinessError } from './source.js';

/** One row of `innererror.errordetails`. */
export interface ErrorDetail {
  code: string;
  message: string;
  target?: string;
}

/** What SAP Gateway answers to a request that its metadata forbids. */
export const INVALID = '005056A509B11EE1B9A8FEC11C21D78E';
/** `Resource not found for segment '...'`. */
export const NOT_FOUND = '/IWBEP/CM_MGW_RT/020';
export const PRECONDITION = '/IWBEP/CM_MGW_RT/154';

/** A fault of the wire, as opposed to a BusinessError of the ERP: HTTP status and the rows of SAP's error body. */
export class WireError extends Error {
  readonly details: readonly ErrorDetail[];

  constructor(
    readonly status: number,
    message: string,
    readonly code: string = INVALID,
    details: readonly ErrorDetail[] = [],
  ) {
    super(message);
    this.details = details.length > 0 ? details : [{ code, message }];
  }
}

/** A 400 that names every property at fault. */
export function invalid(details: readonly ErrorDetail[]): WireError {
  return new WireError(400, details[0]?.message ?? 'Invalid request', details[0]?.code, details);
}

export function invalidProperty(message: string, target: string): WireError {
  return invalid([{ code: INVALID, message, target }]);
}

export function notFound(segment: string): WireError {
  return new WireError(404, `Resource not found for segment '${segment}'`, NOT_FOUND);
}

/** SAP's error body. */
export function errorBody(error: WireError | BusinessError): string {
  const details: readonly ErrorDetail[] =
    error instanceof WireError ? error.details : [{ code: error.code, message: error.message, target: error.target }];
  return JSON.stringify({
    error: {
      code: error.code,
      message: { lang: 'en', value: error.message },
      innererror: {
        errordetails: details.map(({ code, message, target = '' }) => ({
          code,
          message,
          propertyref: target,
          severity: 'error',
          target,
        })),
      },
    },
  });
}
