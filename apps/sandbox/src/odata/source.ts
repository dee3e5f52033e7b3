/**
 * What the OData layer asks of the pretend ERP, and all it knows of it. The layer speaks the wire (URLs, $filter,
 * $expand, $batch, ETags, CSRF, formats, flags of the metadata); a source holds rows and rules.
 */

/**
 * One entity by property name. Strings are strings, Edm.Decimal is a decimal string, Edm.DateTime and
 * Edm.DateTimeOffset are epoch milliseconds, Edm.Time is an ISO duration, Edm.Boolean is boolean, absent is null.
 */
export type Row = Record<string, string | number | boolean | null>;

/** A deep insert as it came in, after the flags of the metadata were checked: own properties, and children by navigation name. */
export interface Draft {
  values: Row;
  children: Record<string, Draft[]>;
}

/** A warning or information that travels in the `sap-message` header of a success. */
export interface Notice {
  code: string;
  message: string;
  severity: 'info' | 'warning';
}

export interface Written {
  row: Row;
  notices?: Notice[];
}

/** A business error: HTTP 400 unless said otherwise, `code` is `<message class>/<number>`, as in `V1/302`. */
export class BusinessError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly target?: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Terms of a filter that every match fulfils, beside the equalities: enough for an index to start from. */
export interface WiderTerms {
  /** `property eq a or property eq b`, alone in their bracket. */
  anyOf: Readonly<Record<string, readonly unknown[]>>;
  /** `a eq x or b eq y`, alone in their bracket: every match fulfils one of the properties' alternatives, in each of these. */
  eitherOf: readonly Readonly<Record<string, readonly unknown[]>>[];
  /** `property ge value` and `property gt value`. */
  atLeast: Readonly<Record<string, unknown>>;
}

/** Rows behind one entity set. Keys and filters arrive with internal (padded) keys. */
export interface EntitySource {
  /** Rows that may match: `equal` holds the top-level `property eq value` terms of the filter, usable with an index. The layer filters again, orders and pages. */
  list(equal: Readonly<Record<string, unknown>>, wider?: WiderTerms): Iterable<Row>;
  get(key: Row): Row | undefined;
  /** Rows behind a navigation property; the layer takes the first of them when it is to-one. */
  related(row: Row, navigation: string): Row[];
  /** ETag without quotes and weak prefix, for sets that want If-Match. */
  etag?(row: Row): string;
  create?(draft: Draft): Written;
  /** Applies a MERGE/PATCH. The layer has checked flags and ETag. */
  update?(row: Row, changes: Row): Written;
  remove?(row: Row): void;
}

/** A function import. `etagOf` names the row whose ETag the caller must send, when it changes a document. */
export interface FunctionSource {
  method: 'GET' | 'POST';
  etagOf?(parameters: Row): Row | undefined;
  etagSet?: string;
  call(parameters: Row): { result: Row | Row[] | null; resultType?: string; notices?: Notice[] };
}

/** One OData service of the pretend ERP. */
export interface ServiceSource {
  /** Path segment: `API_SALES_ORDER_SRV`, `API_OUTBOUND_DELIVERY_SRV;v=0002`. */
  path: string;
  /** Name of its metadata: key in the metadata document. */
  metadata: string;
  sets: Record<string, EntitySource>;
  functions: Record<string, FunctionSource>;
  /** Runs `work` as one unit of work: everything in it is kept, or nothing. */
  transaction<T>(work: () => T): T;
}
