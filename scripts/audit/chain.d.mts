/** A row of the trail as it is exported: values of its columns, bytes in hex. */
export type AuditRow = Readonly<Record<string, string | number | null>>;

export const genesis: string;
export function encoded(row: AuditRow): string;
