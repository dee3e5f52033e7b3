import { useEffect, useState } from 'react';

const pauseMs = 200;

export interface Search<T> {
  found: T[];
  failure?: string;
  /** Under way: what is shown is of an earlier text. */
  searching: boolean;
}

/** Searches when typing pauses; an answer that was overtaken is dropped. `search` must stay the same function while nothing but the text changes. */
export function useSearch<T>(text: string, search: (text: string, signal: AbortSignal) => Promise<T[]>): Search<T> {
  const [state, setState] = useState<Search<T>>({ found: [], searching: true });
  useEffect(() => {
    const overtaken = new AbortController();
    const { signal } = overtaken;
    setState((before) => ({ ...before, searching: true }));
    const pause = setTimeout(() => {
      search(text, signal).then(
        (found) => signal.aborted || setState({ found, searching: false }),
        (error: Error) => signal.aborted || setState({ found: [], searching: false, failure: error.message }),
      );
    }, pauseMs);
    return () => {
      clearTimeout(pause);
      overtaken.abort();
    };
  }, [text, search]);
  return state;
}
