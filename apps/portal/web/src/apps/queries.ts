import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, get } from '../api/client.js';
import type { App, Call, Credential, Environment, IssuedKey, Usage } from '../api/wire.js';

const key = ['apps'] as const;
const at = (appId: string, more = '') => `/apps/${encodeURIComponent(appId)}${more}`;

export const appsQuery = queryOptions({ queryKey: key, queryFn: async () => (await get<{ apps: App[] }>('/apps')).apps });

export const appQuery = (appId: string) => queryOptions({ queryKey: [...key, appId], queryFn: async () => (await get<{ app: App }>(at(appId))).app });

/** @param days of usage up to now */
export const usageQuery = (appId: string, environment: Environment, days: number) =>
  queryOptions({ queryKey: [...key, appId, environment, 'usage', days], queryFn: () => get<Usage>(at(appId, `/${environment}/usage?days=${days}`)), refetchInterval: 60_000 });

export const callsQuery = (appId: string, environment: Environment) =>
  queryOptions({ queryKey: [...key, appId, environment, 'calls'], queryFn: async () => (await get<{ calls: Call[] }>(at(appId, `/${environment}/calls?limit=100`))).calls, refetchInterval: 15_000 });

/** A change of apps: what is shown of them is asked for again before it counts as done. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: key }) });
}

export const useCreateApp = () => useChange((body: { name: string; description?: string }) => call<{ app: App; credential: Credential }>('POST', '/apps', body));

export const useChangeApp = (appId: string) => useChange((body: { name?: string; description?: string }) => call<{ app: App }>('PATCH', at(appId), body));

/** The list alone is asked for again: of the app itself there is nothing more. */
export function useDeleteApp(appId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('DELETE', at(appId)),
    onSuccess: () => {
      queries.removeQueries({ queryKey: [...key, appId] });
      return queries.invalidateQueries({ queryKey: key, exact: true });
    },
  });
}

/** @param overlapHours for which the secret before is taken too */
export const useNewSecret = (appId: string, environment: Environment) => useChange((overlapHours: number) => call<{ credential: Credential; previousUntil?: string }>('POST', at(appId, `/${environment}/secret`), { overlapHours }));

export const useCreateKey = (appId: string, environment: Environment) => useChange((body: { name: string; scopes: string[]; expiresInDays: number }) => call<IssuedKey>('POST', at(appId, `/${environment}/keys`), body));

export const useRotateKey = (appId: string, environment: Environment) =>
  useChange(({ keyId, overlapHours }: { keyId: string; overlapHours: number }) => call<IssuedKey>('POST', at(appId, `/${environment}/keys/${encodeURIComponent(keyId)}/rotation`), { overlapHours }));

export const useRevokeKey = (appId: string, environment: Environment) => useChange((keyId: string) => call('DELETE', at(appId, `/${environment}/keys/${encodeURIComponent(keyId)}`)));

export const useAskForProduction = (appId: string) => useChange((body: { purpose: string; expectedCallsPerDay?: number }) => call<{ app: App }>('POST', at(appId, '/production-request'), body));
