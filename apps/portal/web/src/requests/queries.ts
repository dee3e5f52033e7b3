import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, get } from '../api/client.js';
import type { AppRequest, ProductionRequest } from '../api/wire.js';

const key = ['production-requests'] as const;

/** @param status of requests; all of them when left out */
export const requestsQuery = (status?: AppRequest['status']) =>
  queryOptions({ queryKey: [...key, status ?? 'all'], queryFn: async () => (await get<{ requests: ProductionRequest[] }>(`/production-requests${status ? `?status=${status}` : ''}`)).requests });

/** What an operator gives. */
interface Approval {
  plan: 'free' | 'partner';
  scopes: string[];
  customers: string[];
}

function useDecision<Body>(what: 'approval' | 'refusal', appId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => call<{ request: ProductionRequest }>('POST', `/production-requests/${encodeURIComponent(appId)}/${what}`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
}

export const useApprove = (appId: string) => useDecision<Approval>('approval', appId);
export const useRefuse = (appId: string) => useDecision<{ reason: string }>('refusal', appId);
