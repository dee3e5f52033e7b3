/** Gives a token that is valid for a while yet; none where nothing asks for one. */
export type TokenSource = () => Promise<string | undefined>;

export interface Demo {
  baseUrl: string;
  sandboxUrl: string;
  tokenUrl?: string;
  /** File of the authority that signed the certificates shown there; plain HTTP without. */
  authority?: string;
  clients: Record<string, { clientId: string; clientSecret: string; scope: string }>;
}

export function demoOf(home: string): Demo;
export function demoTokens(home: string): { as(name: string): TokenSource };
