/** Rows of a page unless the caller says; a row of ours carries what it is expanded to, so pages are small. */
const defaultLimit = 50;
const largestLimit = 200;

/** A page by key: one row more than asked for says whether there is a next one. */
export async function keysetPage<T>(limit: number | undefined, read: (top: number) => Promise<T[]>): Promise<{ rows: T[]; more: boolean }> {
  const size = Math.min(Math.max(limit ?? defaultLimit, 1), largestLimit);
  const rows = await read(size + 1);
  return { rows: rows.slice(0, size), more: rows.length > size };
}
