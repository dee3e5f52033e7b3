import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderBody, WebClient } from '../harness/web-client.js';
import type { AcknowledgedOrder, Finding } from './books.js';
import type { PlannedOrder } from './plan.js';
import type { Rounds } from './rounds.js';

/** Wait in ms before a client sends its order again. */
const againAfterMs = 300;
/** Longest wait for an answer: a process that was killed answers nothing. */
const answerWithinMs = 30_000;
/** What a client takes as "not now": anything else that is no 202 is a refusal of a good order. */
const notNow = (status: number) => status >= 500 || status === 429 || status === 409;

/** Clients of the web API: each sends an order with its key until it is acknowledged, then goes on to the next. */
export class Clients {
  readonly acknowledged: AcknowledgedOrder[] = [];
  readonly findings: Finding[] = [];
  /** Answers by status; `broken` where the connection ended without one. */
  readonly answers = new Map<string, number>();
  private readonly web: WebClient;
  private readonly bodyOf: (order: PlannedOrder) => OrderBody;

  constructor(web: WebClient, bodyOf: (order: PlannedOrder) => OrderBody) {
    this.web = web;
    this.bodyOf = bodyOf;
  }

  /** Resolves when every order is acknowledged, or refused, or `ended` aborts. */
  async place(orders: PlannedOrder[], clients: number, rounds: Rounds, ended: AbortSignal, onAcknowledged: (order: AcknowledgedOrder) => void): Promise<void> {
    const waiting = [...orders];
    const client = async () => {
      for (let plan = waiting.shift(); plan && !ended.aborted; plan = waiting.shift()) {
        await rounds.begun(plan.round, ended);
        const orderId = await this.placeOne(plan, ended);
        if (orderId === undefined) continue;
        this.acknowledged.push({ orderId, plan });
        onAcknowledged({ orderId, plan });
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  private async placeOne(plan: PlannedOrder, ended: AbortSignal): Promise<string | undefined> {
    const first = this.untilAcknowledged(plan, ended);
    if (plan.repeated === 'never') return first;
    if (plan.repeated === 'after') await first;
    const [orderId, again] = await Promise.all([first, this.untilAcknowledged(plan, ended)]);
    if (orderId !== again) this.findings.push({ rule: 'idempotency', subject: plan.idempotencyKey, detail: `the same key was answered ${orderId} and ${again}` });
    return orderId;
  }

  private async untilAcknowledged(plan: PlannedOrder, ended: AbortSignal): Promise<string | undefined> {
    const body = this.bodyOf(plan);
    while (!ended.aborted) {
      const answer = await this.send(body, plan.idempotencyKey);
      const outcome = answer === undefined ? 'broken' : String(answer.status);
      this.answers.set(outcome, (this.answers.get(outcome) ?? 0) + 1);
      if (answer?.status === 202) return answer.orderId;
      if (answer && !notNow(answer.status)) {
        this.findings.push({ rule: 'refused', subject: plan.idempotencyKey, detail: `${answer.status} ${answer.text}` });
        return undefined;
      }
      await sleep(againAfterMs);
    }
    this.findings.push({ rule: 'unacknowledged', subject: plan.idempotencyKey, detail: 'the run ended before it was taken' });
    return undefined;
  }

  private async send(body: OrderBody, key: string): Promise<{ status: number; orderId: string; text: string } | undefined> {
    try {
      const answer = await fetch(`${this.web.baseUrl}/web/v1/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const text = await answer.text();
      return { status: answer.status, orderId: answer.status === 202 ? (JSON.parse(text) as { orderId: string }).orderId : '', text };
    } catch {
      return undefined; // The connection broke: whether the order was taken is what the next attempt finds out.
    }
  }
}
