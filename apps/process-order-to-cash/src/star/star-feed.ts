import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { feedObject, type FeedPoll } from '#durable';
import { Metrics } from '#edge';
import { StarFacts } from '#read-models';

export const starFeedObjectName = 'o2c.StarFeed';

/** ms between two looks. Analysts wait that long for what just happened; orders never wait for it. */
export const starFeedEveryMs = 2_000;

/**
 * `StarFeed/all`: the facts of orders, from their views. Its cursor is saved after the facts: what a crash repeats changes
 * nothing. A new one begins with the oldest order, and that is how orders of before come in.
 */
@Injectable()
export class StarFeed {
  readonly definition = feedObject(starFeedObjectName, (_key, cursor) => this.poll(cursor));
  private readonly fedUntil: Gauge;

  constructor(
    private readonly facts: StarFacts,
    { registry }: Metrics,
  ) {
    const help = 'Unix time before which every change of an order is in the star schema; the lag is time() minus the highest of all processes';
    this.fedUntil = new Gauge({ name: 'strata_star_fed_until_seconds', help, registers: [registry] });
  }

  async poll(cursor: string | undefined): Promise<FeedPoll> {
    const begun = Date.now() / 1_000;
    const { more, changedAt, ...written } = await this.facts.write(cursor || undefined);
    this.fedUntil.set(more ? Math.min(begun, changedAt ?? begun) : begun);
    return { messages: [], cursor: written.cursor, more };
  }
}
