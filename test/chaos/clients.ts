import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderBody, WebClient } from '../harness/web-client.js';
import type { AcknowledgedOrder, Finding } from './books.js';
import { cancelStages, type CancelStage, type PlannedOrder, type Repeated } from './plan.js';
import type { Rounds } from './rounds.js';

/** Wait in ms before a client sends its order again. */
const againAfterMs = 300;
const lookEveryMs = 100;
/** Longest wait for an answer: a process that was killed answers nothing. */
const answerWithinMs = 30_000;

interface Request {
  path: string;
  body: object;
  key: string;
  /** Statuses that are an answer; anything else that does not mean "not now" is a finding. */
  answers: number[];
}

interface ClientAnswer {
  status: number;
  text: string;
}

/** Clients of the APIs: each sends an order with its key until it is acknowledged, then goes on to the next. Some orders are cancelled beside that. */
export class Clients {
  readonly acknowledged: AcknowledgedOrder[] = [];
  readonly findings: Finding[] = [];
  /** Answers by status; `broken` where the connection ended without one. */
  readonly answers = new Map<string, number>();
  private readonly web: WebClient;
  private readonly bodyOf: (order: PlannedOrder) => OrderBody;
  private readonly statusOf: (orderId: string) => string | undefined;
  private readonly cancels: Promise<void>[] = [];

  /** @param statusOf what became of an order so far, as far as it is known */
  constructor(web: WebClient, bodyOf: (order: PlannedOrder) => OrderBody, statusOf: (orderId: string) => string | undefined) {
    this.web = web;
    this.bodyOf = bodyOf;
    this.statusOf = statusOf;
  }

  /** Resolves when every cancel is answered, or `ended` aborted. */
  async cancelled(): Promise<void> {
    await Promise.all(this.cancels);
  }

  /** Resolves when every order is acknowledged, or refused, or `ended` aborts. */
  async place(orders: PlannedOrder[], clients: number, rounds: Rounds, ended: AbortSignal, onAcknowledged: (order: AcknowledgedOrder) => void): Promise<void> {
    const waiting = [...orders];
    const client = async () => {
      for (let plan = waiting.shift(); plan && !ended.aborted; plan = waiting.shift()) {
        await rounds.begun(plan.round, ended);
        const orderId = await this.placeOne(plan, ended);
        if (orderId === undefined) continue;
        const order: AcknowledgedOrder = { orderId, plan };
        this.acknowledged.push(order);
        onAcknowledged(order);
        this.cancels.push(this.cancel(order, ended));
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  private async placeOne(plan: PlannedOrder, ended: AbortSignal): Promise<string | undefined> {
    const answer = await this.send({ path: '/web/v1/orders', body: this.bodyOf(plan), key: plan.idempotencyKey, answers: [202] }, plan.repeated, ended, orderIdOf);
    return answer && orderIdOf(answer);
  }

  private async cancel(order: AcknowledgedOrder, ended: AbortSignal): Promise<void> {
    const { orderId, plan } = order;
    if (!plan.cancel) return;
    while (!ended.aborted && !hasReached(plan.cancel.stage, this.statusOf(orderId))) await sleep(lookEveryMs);
    await sleep(plan.cancel.afterMs, undefined, { signal: ended }).catch(() => undefined);
    const request = { path: `/order-to-cash/v1/orders/${orderId}/cancellation`, body: { reason: 'the client thought better of it' }, key: `${plan.idempotencyKey}-cancel`, answers: [202, 409] };
    const answer = await this.send(request, plan.cancel.repeated, ended, ({ status }) => String(status));
    if (answer) order.cancel = answer.status === 202 ? 'taken' : 'refused';
  }

  /** Sends a request, or the same one twice: then both must be answered the same. Undefined when it was not answered. */
  private async send(request: Request, repeated: Repeated, ended: AbortSignal, meaning: (answer: ClientAnswer) => string): Promise<ClientAnswer | undefined> {
    const first = this.untilAnswered(request, ended);
    if (repeated === 'never') return first;
    if (repeated === 'after') await first;
    const [one, again] = await Promise.all([first, this.untilAnswered(request, ended)]);
    if (one && again && meaning(one) !== meaning(again)) this.findings.push({ rule: 'idempotency', subject: request.key, detail: `the same key was answered ${meaning(one)} and ${meaning(again)}` });
    return one;
  }

  private async untilAnswered({ path, body, key, answers }: Request, ended: AbortSignal): Promise<ClientAnswer | undefined> {
    while (!ended.aborted) {
      const answer = await this.post(path, body, key);
      const outcome = answer === undefined ? 'broken' : String(answer.status);
      this.answers.set(outcome, (this.answers.get(outcome) ?? 0) + 1);
      if (answer && answers.includes(answer.status)) return answer;
      if (answer && !isNotNow(answer)) {
        this.findings.push({ rule: 'refused', subject: key, detail: `${answer.status} ${answer.text}` });
        return undefined;
      }
      await sleep(againAfterMs);
    }
    this.findings.push({ rule: 'unanswered', subject: key, detail: 'the run ended before it was taken' });
    return undefined;
  }

  private async post(path: string, body: object, key: string): Promise<ClientAnswer | undefined> {
    try {
      const answer = await this.web.fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return undefined; // The connection broke: whether it was taken is what the next attempt finds out.
    }
  }
}

/** What a client takes as "not now": anything else that is no answer is a refusal of something good. */
const isNotNow = ({ status }: ClientAnswer) => status >= 500 || status === 429 || status === 409;

/** One that ended meanwhile has gone past. */
function hasReached(stage: CancelStage, status: string | undefined): boolean {
  if (status === undefined) return stage === 'received';
  const reached = status === 'on-hold' ? 'confirmed' : status;
  const at = cancelStages.findIndex((each) => each === reached);
  return at < 0 || at >= cancelStages.indexOf(stage);
}

const orderIdOf = ({ text }: ClientAnswer): string => (JSON.parse(text) as { orderId: string }).orderId;
