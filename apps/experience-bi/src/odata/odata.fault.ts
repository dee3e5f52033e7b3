import type { ErrorKind } from '#canonical';

/** What a reader did that the feed cannot answer. Leaves as OData's own error body (OData JSON Format 21), not as problem details. */
export class ODataFault extends Error {
  constructor(
    readonly status: number,
    /** Our code, for readers that branch. */
    readonly code: string,
    message: string,
    /** What is wrong: a query option, a header, a segment of the path. */
    readonly target?: string,
    /** Where it is wrong in the option's text, from 1. */
    readonly column?: number,
  ) {
    super(message);
    this.name = 'ODataFault';
  }
}

export interface ODataErrorBody {
  error: {
    code: string;
    message: string;
    target?: string;
    details?: { code: string; message: string; target?: string }[];
  };
}

/** Message and details both say the column: readers show one of them. */
export function errorBody({ code, message, target, column }: ODataFault): ODataErrorBody {
  const where = column === undefined ? message : `${message} (column ${column} of ${target ?? 'the option'})`;
  return {
    error: {
      code,
      message: where,
      ...(target !== undefined && { target }),
      ...(column !== undefined && { details: [{ code: 'column', message: String(column), ...(target !== undefined && { target }) }] }),
    },
  };
}

/** A request that no part of the feed fits. */
export const badRequest = (message: string, target?: string, column?: number, code: ErrorKind | 'syntax' = 'invalid'): ODataFault => new ODataFault(400, code, message, target, column);
