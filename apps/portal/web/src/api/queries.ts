import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './client.js';
import { sessionQuery } from './session.js';

const tries = 2;

/** How queries behave: what a second try may bring is tried again; who is no longer signed in is shown the way in. */
export function newQueries(): QueryClient {
  const onError = (error: Error): void => {
    if (error instanceof Problem && error.status === 401) queries.setQueryData(sessionQuery.queryKey, null);
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < tries && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
      },
    },
  });
  return queries;
}
