import { followOrder, type Order, type ProblemError, type Web } from '@strata/client';
import { useEffect, useState } from 'react';
import { web } from './strata.js';

export interface Live {
  order?: Order;
  entries: Web.TimelineEntry[];
  /** The connection broke and is being opened again. */
  broken: boolean;
  refusal?: ProblemError;
}

/** An order and its timeline, as they grow. */
export function useLiveOrder(orderId: string): Live {
  const [live, setLive] = useState<Live>({ entries: [], broken: false });
  useEffect(() => {
    const left = new AbortController();
    const follow = async () => {
      for await (const { entry, order } of followOrder(web, orderId, { signal: left.signal, onBroken: () => setLive((before) => ({ ...before, broken: true })) }))
        setLive((before) => ({ ...before, broken: false, ...(entry ? { entries: [...before.entries, entry] } : { order }) }));
    };
    setLive({ entries: [], broken: false });
    follow().catch((refusal: ProblemError) => setLive((before) => ({ ...before, refusal })));
    return () => left.abort();
  }, [orderId]);
  return live;
}
