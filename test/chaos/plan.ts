import { Choices } from './choices.js';
import type { ChaosSettings } from './settings.js';

/**
 * What is to become of an order: `paid`; `short-of-credit` and `short-of-stock`: it waits for somebody to the end and is an
 * exception; `released` and `replenished`: it was short in the same way, and somebody in the ERP helps; `cancelled`: its
 * client cancels it at a random moment, which may be too late: then it is paid; `returned`: it is paid, and its goods come back.
 */
export const fates = ['paid', 'short-of-credit', 'released', 'short-of-stock', 'replenished', 'cancelled', 'returned'] as const;
export type Fate = (typeof fates)[number];

export interface PlannedLine {
  item: string;
  quantity: number;
}

/** Whether something is sent a second time with the same key: beside the first time, or after it was answered. */
export type Repeated = 'never' | 'beside' | 'after';

/** How far an order has come when its client makes up its mind; `confirmed` is also one on hold. */
export const cancelStages = ['received', 'confirmed', 'shipped'] as const;
export type CancelStage = (typeof cancelStages)[number];

export interface PlannedCancel {
  stage: CancelStage;
  /** Wait in ms once the order was seen in this stage. */
  afterMs: number;
  repeated: Repeated;
}

export interface PlannedOrder {
  /** From 0. */
  number: number;
  fate: Fate;
  /** The ERP's number of the customer. */
  customer: string;
  lines: PlannedLine[];
  idempotencyKey: string;
  repeated: Repeated;
  /** Of one that is to be cancelled. */
  cancel?: PlannedCancel;
  /** It is placed once this round has begun. */
  round: number;
}

/** Shares of all orders; what is left over is paid. */
const shares: [Fate, number][] = [['short-of-credit', 0.02], ['released', 0.02], ['short-of-stock', 0.02], ['replenished', 0.02], ['cancelled', 0.06], ['returned', 0.02]];
const repeatedShare = 0.1;
const repeatedCancels = 0.3;
/** Half of the cancels come within a quarter of it. */
const longestCancelMs = 3_000;

const numbered = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const customer = (number: number) => String(1_000_000 + number);
const item = (number: number) => `TG${String(number).padStart(4, '0')}`;

/** Customers of the sandbox with one sales area and no block. */
const customers = numbered(1, 40).map(customer);
/** Their credit limit is lowered before the first order. */
export const poorCustomers = numbered(41, 10).map(customer);

/** Some of the cancelled wait on a hold when they are cancelled; those that are to be shipped first must not. */
function customersOf(fate: Fate, cancel: PlannedCancel | undefined): string[] {
  if (fate === 'short-of-credit' || fate === 'released') return poorCustomers;
  return cancel && cancel.stage !== 'shipped' ? [...customers, ...poorCustomers] : customers;
}

/** Pieces of which there is plenty, and one by weight that ships from the second plant of sales organisation 1010. */
const plentiful = [...numbered(1, 20).map(item), item(146)];
/** Spare parts of which there are none or ten, and nothing is on the way: nobody else buys them. */
const scarce: PlannedLine[] = [{ item: item(161), quantity: 3 }, { item: item(163), quantity: 11 }];
/** Spare parts of which there are five: they arrive after they were ordered. */
const awaited: PlannedLine[] = [{ item: item(162), quantity: 7 }, { item: item(165), quantity: 6 }];

/** All choices of a run, made before it begins: the same settings give the same plan. */
export function planOrders({ orders, seed, kills }: ChaosSettings): PlannedOrder[] {
  const choices = new Choices(seed);
  const special = shares.flatMap(([fate, share]) => Array.from({ length: Math.max(1, Math.round(share * orders)) }, (): Fate => fate)).slice(0, orders);
  const planned = choices.shuffled(Array.from({ length: orders }, (_, number): Fate => special[number] ?? 'paid'));
  const rounds = Math.max(1, kills * killedRoles.length);
  let cancels = 0;
  return planned.map((fate, number) => {
    const cancel = fate === 'cancelled' ? cancelOf(cancels++, choices) : undefined;
    return {
      number,
      fate,
      customer: choices.oneOf(customersOf(fate, cancel)),
      lines: linesOf(fate, choices),
      idempotencyKey: `chaos-${seed}-${number}`,
      repeated: repeatedOf(choices, repeatedShare),
      ...(cancel && { cancel }),
      round: Math.floor((number * rounds) / orders),
    };
  });
}

/** @param number from 0; the stages take turns */
function cancelOf(number: number, choices: Choices): PlannedCancel {
  const stage = cancelStages[number % cancelStages.length] ?? 'received';
  return { stage, afterMs: Math.round(longestCancelMs * choices.next() ** 2), repeated: repeatedOf(choices, repeatedCancels) };
}

function repeatedOf(choices: Choices, share: number): Repeated {
  return choices.next() < share ? choices.oneOf(['beside', 'after'] as const) : 'never';
}

function linesOf(fate: Fate, choices: Choices): PlannedLine[] {
  if (fate === 'short-of-stock') return [choices.oneOf(scarce)];
  if (fate === 'replenished') return [choices.oneOf(awaited)];
  const bought = choices.shuffled(plentiful).slice(0, choices.whole(1, 3));
  return bought.map((each) => ({ item: each, quantity: choices.whole(1, 9) }));
}

export const killedRoles = ['platform', 'restate', 'postgres', 'sandbox'] as const;
export type KilledRole = (typeof killedRoles)[number];

export interface PlannedKill {
  role: KilledRole;
  /** Wait in ms after the orders of its round were let in. */
  afterMs: number;
}

/** One process at a time; every role once before any comes again. */
export function planKills({ seed, kills }: ChaosSettings): PlannedKill[] {
  const choices = new Choices(seed + 1);
  return Array.from({ length: kills }, () => choices.shuffled(killedRoles))
    .flat()
    .map((role) => ({ role, afterMs: choices.whole(50, 1_500) }));
}
