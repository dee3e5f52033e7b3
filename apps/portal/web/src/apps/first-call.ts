import type { Credential } from '../api/wire.js';

interface FirstCall {
  url: string;
  status: number;
  statusText: string;
  durationMs: number;
  requestId?: string;
  /** The body, indented. */
  body: string;
}

/** Search customers: every app may, and there is one in the sandbox. */
export const firstPath = '/web/v1/customers?limit=1';

/** A text in single quotes of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Gets a token and makes the first call with it, to paste into a shell. */
export function firstCallCommands({ clientId, clientSecret, tokenUrl }: Pick<Credential, 'clientId' | 'clientSecret' | 'tokenUrl'>, apiBase: string): string {
  return [
    `token=$(curl -s -u ${quoted(`${clientId}:${clientSecret}`)} \\`,
    `  -d grant_type=client_credentials \\`,
    `  ${quoted(tokenUrl)} | grep -o '"access_token":"[^"]*' | cut -d '"' -f 4)`,
    '',
    `curl -i -H "authorization: Bearer $token" \\`,
    `  ${quoted(`${apiBase}${firstPath}`)}`,
  ].join('\n');
}

/** The same with a key: no token is needed. */
export const keyCommands = (key: string, apiBase: string): string => `curl -i -H ${quoted(`x-api-key: ${key}`)} \\\n  ${quoted(`${apiBase}${firstPath}`)}`;

/** The first call, made from this page. Throws when no token is had, or nothing answers. */
export async function makeFirstCall({ clientId, clientSecret, tokenUrl }: Credential, apiBase: string): Promise<FirstCall> {
  const basic = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  const answer = await reach(tokenUrl, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  const { access_token: token, error_description: fault } = (await answer.json()) as { access_token?: string; error_description?: string };
  if (token === undefined) throw new Error(`No token: ${answer.status} ${fault ?? ''}`);

  const url = `${apiBase}${firstPath}`;
  const began = performance.now();
  const response = await reach(url, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } });
  const text = await response.text();
  const requestId = response.headers.get('strata-request-id') ?? undefined;
  return { url, status: response.status, statusText: response.statusText, durationMs: Math.round(performance.now() - began), requestId, body: indented(text) };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'omit' });
  } catch (cause) {
    throw new Error(`${new URL(url).host} cannot be called from this page. Use the commands.`, { cause });
  }
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
