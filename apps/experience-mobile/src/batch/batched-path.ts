const root = '/mobile/v1/';

/** The path and query of a request of this API as a router reads it, or undefined: dots and escapes lead nowhere else. */
export function pathOf(path: string): string | undefined {
  if (!path.startsWith('/') || path.startsWith('//') || path.includes('\\')) return undefined;
  const url = URL.parse(path, 'http://batch');
  if (url?.host !== 'batch') return undefined;
  return url.pathname.startsWith(root) ? `${url.pathname}${url.search}` : undefined;
}
