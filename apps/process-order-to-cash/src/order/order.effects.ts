import type { Delivery, ErrorKind, Invoice, ReturnOrder, SalesOrder } from '#canonical';

/** Names of the calls that an order makes: literal, since journals and timelines keep them. */
export const effectNames = [
  'create-sales-order',
  'adopt-sales-order',
  'undo-sales-order',
  'cancel-sales-order',
  'read-sales-order',
  'change-sales-order',
  'release-sales-order',
  'create-delivery',
  'post-goods-issue',
  'create-return',
  'receive-return',
  'find-invoices',
  'post-invoice',
  'pay-invoice',
  'credit-invoice',
] as const;
export type EffectName = (typeof effectNames)[number];

/** One bounded call to a system that is due. */
export interface Effect {
  name: EffectName;
  /** Document or task it acts on, where there are several. */
  target?: string;
  /** Ask whether an earlier attempt landed, instead of making one. */
  probe: boolean;
}

/** Counts attempts and marks timeline entries: the same effect on another document is another effect. */
export function effectKey({ name, target }: Pick<Effect, 'name' | 'target'>): string {
  return target === undefined ? name : `${name}:${target}`;
}

/** What a call found: documents as their system has them now. */
export interface Documents {
  salesOrder?: SalesOrder;
  deliveries?: Delivery[];
  invoices?: Invoice[];
  returns?: ReturnOrder[];
}

export interface EffectFailure {
  kind: ErrorKind;
  message: string;
  retryable: boolean;
  retryAfterMs?: number;
  reason?: string;
}

/** How a call ended: a value, never an exception. `absent` is a probe that found nothing. Epoch ms. */
export type EffectOutcome = { startedAt: number; endedAt: number } & (
  | { kind: 'done'; documents: Documents }
  | { kind: 'absent' }
  | { kind: 'unknown' }
  | { kind: 'failed'; failure: EffectFailure }
);
