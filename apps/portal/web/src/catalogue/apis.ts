import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.js';

export type Layer = 'experience' | 'process' | 'system' | 'portal';
export type Lifecycle = 'stable' | 'beta' | 'deprecated';

/** An API as the catalogue lists it. Dates are days, as 2027-06-30. */
export interface Api {
  id: string;
  title: string;
  layer: Layer;
  owner: string;
  audience: string;
  version: string;
  lifecycle: Lifecycle;
  /** The day after which it answers no more. */
  sunset?: string;
  description: string;
  operations: number;
  latestChange?: string;
  document: string;
}

export interface Operation {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  scopes: string[];
  deprecated?: boolean;
  sunset?: string;
}

export interface Change {
  kind: 'added' | 'changed' | 'deprecated' | 'removed';
  breaking: boolean;
  text: string;
  operation?: string;
}

export interface Release {
  version: string;
  /** None: it is not released yet. */
  date?: string;
  changes: Change[];
}

export interface ApiDetail extends Api {
  changelog: Release[];
  operationList: Operation[];
}

/** Documents are part of a build: they stay as they are for as long as somebody reads. */
const staleTime = 300_000;

export const apisQuery = queryOptions({ queryKey: ['apis'], queryFn: async () => (await get<{ apis: Api[] }>('/apis')).apis, staleTime });

export const apiQuery = (id: string) => queryOptions({ queryKey: ['apis', id], queryFn: () => get<ApiDetail>(`/apis/${encodeURIComponent(id)}`), staleTime });

/** Each layer in the order in which readers need it, with what it is for. */
export const layers: { layer: Layer; title: string; text: string }[] = [
  { layer: 'experience', title: 'Experience APIs', text: 'Shaped for one kind of reader: start here.' },
  { layer: 'process', title: 'Process APIs', text: 'What the business does, across every system behind it.' },
  { layer: 'system', title: 'System APIs', text: 'The ERPs and CRMs themselves, in one vocabulary.' },
  { layer: 'portal', title: 'Portal API', text: 'What these pages call themselves: with the session of a browser, no token and no key.' },
];
