/** A page of a collection: `next` is an opaque cursor, absent on the last page. */
export interface Page<T> {
  items: T[];
  next?: string;
}

export interface PageQuery {
  cursor?: string;
  /** 1 to 200. */
  limit?: number;
}
