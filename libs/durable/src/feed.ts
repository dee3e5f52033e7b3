import { object, type ObjectContext } from '@restatedev/restate-sdk';
import { objectOptions } from './durable-objects.js';
import { tell, type Message } from './messages.js';

export interface FeedPoll {
  messages: Message[];
  /** Saved after the messages were sent: a poll that is repeated delivers again, which receivers ignore. */
  cursor: string;
  /** Look again at once. */
  more: boolean;
  /** ms until the next look, where it is another time than the feed's own. */
  afterMs?: number;
  /** No next look: whoever is looked at is gone. `start` begins again, from this cursor. */
  ended?: true;
  /** Told to the next poll: what may be forgotten now that the messages are sent. */
  sent?: unknown;
}

export interface FeedState {
  generation: number;
  everyMs: number;
  cursor?: string;
  sent?: unknown;
}

const failedPollFactor = 5;

/**
 * `Feed/{key}`: looks at what changed by delayed sends to itself, hands documents on, saves its cursor last.
 * `poll` answers undefined when the system could not be asked; then the next look is later.
 */
export function feedObject(name: string, poll: (key: string, cursor: string | undefined, sent: unknown) => Promise<FeedPoll | undefined>) {
  const again = (ctx: ObjectContext, generation: number, delayMs: number) =>
    tell(ctx, { object: name, key: ctx.key, handler: 'poll', body: { generation }, delayMs });

  return object({
    name,
    handlers: {
      /** Begins, or goes on with another interval; the chain of polls that ran before ends. */
      start: async (ctx: ObjectContext, { everyMs }: { everyMs: number }): Promise<void> => {
        const before = await ctx.get<FeedState>('feed');
        const generation = (before?.generation ?? 0) + 1;
        ctx.set('feed', { ...before, generation, everyMs } satisfies FeedState);
        again(ctx, generation, 0);
      },
      poll: async (ctx: ObjectContext, { generation }: { generation: number }): Promise<void> => {
        const state = await ctx.get<FeedState>('feed');
        if (!state || state.generation !== generation) return;
        const found = await ctx.run('poll', async () => (await poll(ctx.key, state.cursor, state.sent)) ?? null);
        for (const message of found?.messages ?? []) tell(ctx, message);
        if (found) ctx.set('feed', { ...state, cursor: found.cursor, sent: found.sent } satisfies FeedState);
        if (found?.ended) return;
        again(ctx, generation, found ? (found.more ? 0 : (found.afterMs ?? state.everyMs)) : state.everyMs * failedPollFactor);
      },
    },
    options: objectOptions,
  });
}
