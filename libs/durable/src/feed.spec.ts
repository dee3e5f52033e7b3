import type { ObjectContext } from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { feedObject, type FeedPoll, type FeedState } from './feed.js';

/** A feed whose looks find these, one after the other; an engine that keeps its state, and what it sends to itself. */
function feedOf(...found: (Partial<FeedPoll> | undefined)[]) {
  let state: FeedState | undefined;
  const sent: { method: string; parameter: { generation: number }; delay?: number }[] = [];
  const ctx = {
    key: 'crm',
    get: async () => state,
    set: (_: string, value: FeedState) => void (state = value),
    run: (_: string, action: () => Promise<unknown>) => action(),
    genericSend: (message: (typeof sent)[number]) => void sent.push(message),
  } as unknown as ObjectContext;
  const feed = feedObject('Feed', async () => {
    const next = found.shift();
    return next && { messages: [], cursor: '', more: false, ...next };
  });
  const { object: handlers } = feed as unknown as { object: Record<string, (ctx: ObjectContext, input: object) => Promise<void>> };
  return {
    start: () => handlers['start']!(ctx, { everyMs: 100 }),
    /** Delivers what was sent last. @returns ms until what it sends, or nothing when it sends nothing */
    look: async (): Promise<number | undefined> => {
      const message = sent.at(-1)!;
      const before = sent.length;
      await handlers[message.method]!(ctx, message.parameter);
      return sent.length > before ? (sent.at(-1)!.delay ?? 0) : undefined;
    },
  };
}

it('a feed looks again at its own time, at once where there is more, later where it could not look', async () => {
  const feed = feedOf({}, { more: true }, { afterMs: 7 }, undefined);
  await feed.start();
  expect([await feed.look(), await feed.look(), await feed.look(), await feed.look()]).toEqual([100, 0, 7, 500]);
});

it('a feed whose look says that it has ended sends itself nothing, until it is started again', async () => {
  const feed = feedOf({ afterMs: 7, ended: true }, {});
  await feed.start();
  expect(await feed.look()).toBeUndefined();
  await feed.start();
  expect(await feed.look()).toBe(100);
});
