/** Fields that a customised installation adds: by vendor field name, discovered, read-only. */
export type Extensions = Record<string, string | number | boolean | null>;
