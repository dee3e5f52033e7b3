import { Injectable } from '@nestjs/common';
import { everyOperation } from '#canonical';
import { Backlog, type DispatchedOrder, type WaitingPart } from '#read-models';
import type { ErpSettings } from '../process.settings.js';
import { Switches } from '../switches/switches.js';
import { allowanceAfter, closedWindow, roomIn, windowAfter, type DispatchWindow } from './dispatch.window.js';

/** What a dispatcher knows from its last look. */
export interface DispatchState {
  /** Orders that were told and have not come back, and what they waited for. */
  told: Record<string, WaitingPart>;
  windows: Record<WaitingPart, DispatchWindow>;
  /** Orders that the second's budget lets through, as of `lookedAt`, epoch ms. */
  allowance: number;
  lookedAt: number;
}

export interface DispatchLook {
  state: DispatchState;
  /** To be told to try again. */
  orderIds: string[];
  againInMs: number;
}

/** Longer than the longest call of an order. One that is told twice finds nothing to do the second time. */
export const lostAfterMs = 60_000;

/** ms to the next look: orders come and go; orders are underway; nothing waits. */
const movingMs = 50;
const underwayMs = 100;
const idleMs = 1_000;

export const firstLook: DispatchState = { told: {}, windows: { placing: closedWindow, later: closedWindow }, allowance: 1, lookedAt: 0 };

/** Decides which of a system's waiting orders try again, within the system's budget. */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly backlog: Backlog,
    private readonly switches: Switches,
  ) {}

  async look({ systemId, drain }: Pick<ErpSettings, 'systemId' | 'drain'>, before: DispatchState, now: number): Promise<DispatchLook> {
    const standing = await this.backlog.dispatched(systemId, Object.keys(before.told), lostAfterMs);
    // Marked as told by a look that was cut short before it could tell them.
    const unheard = standing.filter(({ orderId, standing: is }) => is === 'out' && !(orderId in before.told));
    const out = { ...outOf(before, standing), ...Object.fromEntries(unheard.map(({ orderId, part }) => [orderId, part])) };
    const windows = windowsAfter(before, standing, drain.inFlight, now);
    const allowance = allowanceAfter(before.allowance, drain.perSecond, now - before.lookedAt);

    const room = Math.min(Math.floor(allowance), drain.inFlight - Object.keys(out).length);
    const take = async (part: WaitingPart, share: number): Promise<string[]> => {
      // No canary against what somebody paused.
      if (this.switches.pausedReason(systemId, part === 'placing' ? 'createSalesOrder' : everyOperation) !== undefined) return [];
      const limit = Math.min(share, roomIn(windows[part], Object.values(out).filter((each) => each === part).length, now));
      return limit > 0 ? this.backlog.take(systemId, part, limit, lostAfterMs) : [];
    };
    // What was begun goes first, with at most half: new orders never stand still for it.
    const later = await take('later', Math.ceil(room / 2));
    const placing = await take('placing', room - later.length);

    const told = { ...out, ...asPart(later, 'later'), ...asPart(placing, 'placing') };
    const orderIds = [...unheard.map(({ orderId }) => orderId), ...later, ...placing];
    const moves = orderIds.length > 0 || Object.keys(out).length < Object.keys(before.told).length;
    const state = { told, windows, allowance: allowance - later.length - placing.length, lookedAt: now };
    return { state, orderIds, againInMs: moves ? movingMs : Object.keys(told).length > 0 ? underwayMs : idleMs };
  }
}

const asPart = (orderIds: string[], part: WaitingPart) => Object.fromEntries(orderIds.map((orderId) => [orderId, part]));

/** Those of the told that have not tried yet. One that is lost is not among them: it will be told again. */
function outOf({ told }: DispatchState, standing: DispatchedOrder[]): Record<string, WaitingPart> {
  const still = new Set(standing.filter(({ standing: is }) => is === 'out').map(({ orderId }) => orderId));
  return Object.fromEntries(Object.entries(told).filter(([orderId]) => still.has(orderId)));
}

function windowsAfter({ told, windows }: DispatchState, standing: DispatchedOrder[], most: number, now: number): Record<WaitingPart, DispatchWindow> {
  const count = (part: WaitingPart, as: DispatchedOrder['standing']) => standing.filter(({ orderId, standing: is }) => told[orderId] === part && is === as).length;
  const after = (part: WaitingPart) => windowAfter(windows[part], { gone: count(part, 'gone'), back: count(part, 'back') }, most, now);
  return { placing: after('placing'), later: after('later') };
}
