import { queryOptions, useQuery } from '@tanstack/react-query';
import { get } from '../api/client.js';

interface Addressed {
  servers?: { url: string }[];
  components?: { securitySchemes?: { oauth2?: { flows?: { clientCredentials?: { tokenUrl: string } } } } };
}

/** Where the web API is reached: as its document says, which knows of APIs that run on hosts of their own. */
const webDocument = queryOptions({
  queryKey: ['apis', 'experience-web', 'addresses'],
  queryFn: async () => {
    const { servers, components } = await get<Addressed>('/apis/experience-web/document');
    return { base: servers?.[0]?.url, tokenUrl: components?.securitySchemes?.oauth2?.flows?.clientCredentials?.tokenUrl };
  },
  staleTime: Infinity,
});

const here = (address: string) => new URL(address, window.location.origin).href;

/** Address of the web API without a slash at its end; that of this page until another is known. */
export function useApiBase(): string {
  const { data } = useQuery(webDocument);
  return here(data?.base || '/').replace(/\/$/, '');
}

/** Where apps get tokens. */
export function useTokenUrl(): string {
  const { data } = useQuery(webDocument);
  return here(data?.tokenUrl ?? '/oidc/token');
}
