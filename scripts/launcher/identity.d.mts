interface Secrets {
  masterKey: string;
  operatorPassword: string;
  databasePassword: string;
  clients: Record<string, string>;
}

export const demoClients: Record<string, string>;
export const serviceClients: string[];
export function secretVariable(client: string): string;
export function secretsOf(home: string): Secrets;
export function issuerEnvironment(secrets: Secrets): Record<string, string>;
export function memberEnvironment(secrets: Secrets, of: { issuer: string; name: string }): Record<string, string>;
