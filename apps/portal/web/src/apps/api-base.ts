import { queryOptions, useQuery } from '@tanstack/react-query';
import { get } from '../api/client.js';

/** Where the web API is reached: as its document says, which knows of APIs that run on hosts of their own. */
const webDocument = queryOptions({
  queryKey: ['apis', 'experience-web', 'servers'],
  queryFn: async () => (await get<{ servers?: { url: string }[] }>('/apis/experience-web/document')).servers?.[0]?.url ?? '',
  staleTime: Infinity,
});

/** Address of the web API without a slash at its end; that of this page until another is known. */
export function useApiBase(): string {
  const { data } = useQuery(webDocument);
  return new URL(data || '/', window.location.origin).href.replace(/\/$/, '');
}
