import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What a worker can be asked; each gets what the parent sends and answers what can be sent back. */
export type Handlers = Record<string, (args: never) => unknown>;

interface Question {
  id: number;
  name: string;
  args: unknown;
}

interface Reply {
  id: number;
  value?: unknown;
  error?: string;
}

/** A process of the benchmark that its parent asks over the channel between them: nothing of that touches what is measured. */
export interface Worker<H extends Handlers> {
  pid: number;
  ask<K extends keyof H & string>(name: K, args: Parameters<H[K]>[0]): Promise<Awaited<ReturnType<H[K]>>>;
  stop(): Promise<void>;
}

/**
 * @param file of the process, which calls {@link serveParent}
 * @param options of its Node, beside ours
 * @param env its variables; ours when left out
 */
export async function startWorker<H extends Handlers>(file: string, options: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): Promise<Worker<H>> {
  // A session of its own, as the product's processes have: Linux divides a busy machine among sessions first.
  const child = fork(file, { execArgv: [...process.execArgv, ...options], env, detached: true });
  const waiting = new Map<number, (reply: Reply) => void>();
  child.on('message', (reply: Reply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  const exited = once(child, 'exit');
  child.once('exit', () => {
    for (const [id, answer] of waiting) answer({ id, error: `${file} ended` });
  });
  let asked = 0;
  const ask = async (name: string, args: unknown) => {
    const id = (asked += 1);
    const reply = await new Promise<Reply>((resolve) => {
      waiting.set(id, resolve);
      child.send({ id, name, args } satisfies Question);
    });
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.value;
  };
  await ask('started', undefined);
  return {
    pid: child.pid ?? 0,
    ask: ask as Worker<H>['ask'],
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** Answers the parent's questions, and ends with it. */
export function serveParent(handlers: Handlers): void {
  const all: Record<string, (args: never) => unknown> = { started: () => undefined, ...handlers };
  const answer = async ({ id, name, args }: Question): Promise<Reply> => {
    try {
      return { id, value: await all[name]?.(args as never) };
    } catch (error) {
      return { id, error: String(error instanceof Error ? error.stack : error) };
    }
  };
  process.on('message', (question: Question) => void answer(question).then((reply) => process.send?.(reply)));
  process.once('disconnect', () => process.exit());
}
