import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, get, Problem } from './client.js';
import type { Account } from './wire.js';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => (await get<{ account?: Account | null }>('/session')).account ?? null,
  staleTime: 60_000,
});

/** Who is signed in: null for nobody, undefined while that is asked. */
export function useAccount(): Account | null | undefined {
  return useQuery(sessionQuery).data;
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => call<{ account: Account }>('POST', '/session', body),
    onSuccess: ({ account }) => {
      // What was read belongs to who was signed in before: their session may have ended by itself.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
      queries.setQueryData(sessionQuery.queryKey, account);
    },
  });
}

/** The address is not free, or not with this password: the portal does not say which. */
export class NotSignedUp extends Error {}

/** Makes an account and signs in with it. */
export function useSignUp() {
  const signIn = useSignIn();
  return useMutation({
    mutationFn: async (body: { email: string; name: string; password: string }) => {
      await call('POST', '/accounts', body);
      const { email, password } = body;
      return signIn.mutateAsync({ email, password }).catch((error: unknown) => {
        throw error instanceof Problem && error.status === 401 ? new NotSignedUp('refused', { cause: error }) : error;
      });
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('DELETE', '/session'),
    // What was read belongs to who was signed in.
    onSuccess: () => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, null);
    },
  });
}
