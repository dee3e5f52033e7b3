import type { Answer, CallContext, Order, ReplayPreview } from '#canonical';

/** What a person at the work list wants of an order. `hold` and `kind` are kinds of its exceptions. */
export type DeskCommand =
  | { type: 'release-hold'; hold: string; reason: string }
  | { type: 'reject-hold'; hold: string; reason: string }
  | { type: 'cancel'; reason: string }
  | { type: 'settle-disputes'; outcome: 'accepted' | 'rejected'; reason: string }
  | { type: 'retry'; kind: string; reason: string };

/** The orders, as the work list needs them. */
export abstract class OrderDesk {
  /**
   * Has the order take the command, once per key. Throws `conflict` with what is allowed, `not-found`, and what taking a
   * command throws; after `unavailable` and `unknown-outcome` it may have been taken.
   */
  abstract act(ctx: CallContext, orderId: string, command: DeskCommand, once: { idempotencyKey: string }): Promise<Answer<Order>>;

  /** What `retry` would do, with what the system answers when it is asked first. Writes nothing. Throws as `act`. */
  abstract preview(ctx: CallContext, orderId: string, kind: string): Promise<ReplayPreview>;
}
