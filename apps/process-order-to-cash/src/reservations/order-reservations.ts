import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { isStrataError, StrataError, type Answer, type CallContext, type CreditStatus, type SalesOrderDraft } from '#canonical';
import { ErpApi } from '#contracts';
import { Reservations, type Need } from '#read-models';
import { creditNeed, stockNeeds } from './order-needs.js';

/** The system's word on a customer's credit is used so long, in ms: what our orders take meanwhile is in the reservations. */
const creditKeptMs = 5_000;
const creditsKept = 5_000;
/** When the other order is usually answered. */
const retryAfterMs = 1_000;

type Known<T> = Answer<T> | undefined;

/** Keeps two orders of ours from spending the last of a limit or the last piece. Clerks still can; the ERP's answer rules. */
@Injectable()
export class OrderReservations {
  private readonly credits = new LRUCache<string, Promise<Known<CreditStatus>>>({ max: creditsKept, ttl: creditKeptMs });

  constructor(
    private readonly erp: ErpApi,
    private readonly reservations: Reservations,
  ) {}

  /**
   * Reserves what an order is about to take; answers whether there was anything to reserve.
   * Throws `unavailable` with the reason `reserved` when only other orders stand in the way, which the ERP has not answered yet or does not count yet.
   */
  async take(ctx: CallContext, systemId: string, draft: SalesOrderDraft): Promise<boolean> {
    const needs = await this.needs(ctx, systemId, draft);
    if (needs.length === 0) return false;
    const refused = await this.reservations.reserve(systemId, draft.reference, needs);
    if (refused.length === 0) return true;
    this.credits.delete(`${systemId}:${draft.customerId}`);
    const what = refused.map(({ kind, resource }) => (kind === 'credit' ? 'the rest of the credit limit' : `what is left of ${resource}`)).join(', ');
    throw new StrataError('unavailable', `other orders have reserved ${what}`, { systemId, reason: 'reserved', retryAfterMs });
  }

  /** The ERP has the order: what it took counts until a read that begins from now on. */
  acknowledge(orderId: string): Promise<void> {
    return this.reservations.acknowledge(orderId, new Date());
  }

  release(orderId: string): Promise<void> {
    return this.reservations.release(orderId);
  }

  private async needs(ctx: CallContext, systemId: string, { customerId, salesAreaId, lines }: SalesOrderDraft): Promise<Need[]> {
    const itemIds = [...new Set(lines.map(({ itemId }) => itemId))];
    const [credit, stocks] = await Promise.all([this.credit(ctx, systemId, customerId), advice(this.erp.checkAvailability(ctx, { systemId, itemIds }))]);
    const isLimited = credit?.value.limit !== undefined;
    if (!isLimited && !stocks?.value.length) return [];
    const prices = isLimited ? await advice(this.erp.priceItems(ctx, { systemId, customerId, salesAreaId, itemIds })) : undefined;
    const units = [...(stocks?.value ?? []).map(({ itemId, available: { unit } }) => ({ itemId, unit })), ...(prices?.value ?? [])];
    const isConverted = lines.some((line) => units.some(({ itemId, unit }) => itemId === line.itemId && unit !== line.quantity.unit));
    const items = isConverted ? await advice(this.erp.readItems(ctx, { systemId, itemIds })) : undefined;
    const ofCredit = credit && prices && creditNeed(credit.value, lines, prices.value, items?.value ?? [], credit.asOf);
    const ofStock = stocks ? stockNeeds(lines, stocks.value, items?.value ?? [], stocks.asOf) : [];
    return [...(ofCredit ? [{ ...ofCredit, resource: customerId }] : []), ...ofStock];
  }

  private async credit(ctx: CallContext, systemId: string, customerId: string): Promise<Known<CreditStatus>> {
    const key = `${systemId}:${customerId}`;
    const known = this.credits.get(key);
    if (known) return known;
    const answer = advice(this.erp.readCredit(ctx, { systemId, customerId }));
    this.credits.set(key, answer);
    return answer;
  }
}

/** What cannot be read now, or is only an old answer, is not checked: the ERP checks it all the same. */
async function advice<T>(reading: Promise<Answer<T>>): Promise<Known<T>> {
  try {
    const answer = await reading;
    return answer.stale ? undefined : answer;
  } catch (error) {
    if (isStrataError(error)) return undefined;
    throw error;
  }
}
