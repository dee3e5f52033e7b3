import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangelogEntry, Layer, Lifecycle } from './catalogue.view.js';

/** What the catalogue reads of an operation. */
export interface DocumentedOperation {
  operationId?: string;
  summary?: string;
  deprecated?: boolean;
  security?: Record<string, string[]>[];
  /** A day, as 2027-06-30: from then on it answers no more. */
  'x-strata-sunset'?: string;
}

interface OAuthFlow {
  tokenUrl: string;
}

/** What the catalogue reads of an OpenAPI document; who owns the API and the like stand in it as apps/platform wrote them. */
export interface ApiDocument {
  info: {
    title: string;
    description: string;
    version: string;
    'x-strata-layer': Layer;
    'x-strata-owner': string;
    'x-strata-audience': string;
    'x-strata-lifecycle': Lifecycle;
    'x-strata-sunset'?: string;
  };
  paths: Record<string, Record<string, DocumentedOperation>>;
  components?: { securitySchemes?: Record<string, { flows?: Record<string, OAuthFlow> }> };
}

/** The documents of a folder and what changed between their releases, by the API's id. */
export function readDocuments(folder: string): { documents: ReadonlyMap<string, ApiDocument>; changelogs: ReadonlyMap<string, ChangelogEntry[]> } {
  const parsed = new Map(readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown]));
  const changelog = parsed.get('changelog') as { apis: Record<string, ChangelogEntry[]> } | undefined;
  const documents = [...parsed].filter(([, document]) => typeof document === 'object' && document !== null && 'openapi' in document);
  return { documents: new Map(documents as [string, ApiDocument][]), changelogs: new Map(Object.entries(changelog?.apis ?? {})) };
}
