import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.js';

interface GuideSummary {
  id: string;
  title: string;
  summary: string;
}

export interface Guide {
  id: string;
  title: string;
  markdown: string;
}

/** Guides are part of a build: they stay as they are for as long as somebody reads. */
const staleTime = 300_000;

export const guidesQuery = queryOptions({ queryKey: ['guides'], queryFn: async () => (await get<{ guides: GuideSummary[] }>('/guides')).guides, staleTime });

export const guideQuery = (id: string) => queryOptions({ queryKey: ['guides', id], queryFn: () => get<Guide>(`/guides/${encodeURIComponent(id)}`), staleTime });
