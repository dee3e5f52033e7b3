import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.js';
import type { Environment } from '../api/wire.js';

export type State = 'operational' | 'degraded' | 'down';

export interface SystemStatus {
  id: string;
  kind: 'erp' | 'crm';
  environment: Environment;
  state: State;
  /** When that began. */
  since?: string;
  detail?: string;
}

export interface PlatformStatus {
  asOf: string;
  state: State;
  systems: SystemStatus[];
  apis: { id: string; state: State }[];
}

/** ms between two looks, while somebody looks. */
const refetchInterval = 15_000;

export const statusQuery = queryOptions({ queryKey: ['status'], queryFn: () => get<PlatformStatus>('/status'), refetchInterval, staleTime: 5_000 });
