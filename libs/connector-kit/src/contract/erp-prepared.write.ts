import type { ErpWrite } from './erp.harness.js';

/** A write on a document that is ready for it. */
export interface PreparedWrite {
  write(): Promise<unknown>;
  /** Asks the system whether the write landed: how often, since that must be once. */
  landed(): Promise<number>;
  /** What a repeat does: it answers what is there (by default), is refused, does either, or is never made since only the probe tells. */
  repeat?: 'rejected' | 'either' | 'never';
}

export type PreparedWrites<W extends ErpWrite> = Record<W, () => Promise<PreparedWrite>>;
