import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../openapi');

interface Operation {
  operationId: string;
  security: { oauth2?: string[] }[];
  responses: Record<string, unknown>;
}

interface OpenApiDocument {
  info: { title: string };
  paths: Record<string, Record<string, Operation>>;
}

/** Operations of a document that one client of the demo calls. */
export interface Pass {
  /** Of a file in openapi/. */
  api: string;
  client: string;
  document: OpenApiDocument;
  operations: number;
}

/** In which order they come: what the others need is erased and paused last. */
export const apis = ['experience-web', 'experience-mobile', 'experience-bi', 'system-erp', 'system-crm', 'process-order-to-cash'];
/** Who calls an operation: the first who may. The partner sees but a part of the data, and is watched for the rest. */
const callers = ['partner', 'erp', 'crm', 'desk', 'auditor'];

/** What each client may, as demo.json says it: scopes with blanks between. */
export type Granted = Record<string, { scope: string }>;

/** Throws when none of the callers may. */
export function callerOf({ security }: Pick<Operation, 'security'>, granted: Granted): string {
  const needed = security.flatMap(({ oauth2 = [] }) => oauth2);
  const caller = callers.find((client) => needed.every((scope) => granted[client]!.scope.split(' ').includes(scope)));
  if (caller === undefined) throw new Error(`no client of the demo has ${needed.join(' ')}`);
  return caller;
}

/**
 * Each operation of every document, called by one client.
 * @param granted what each client may
 */
export function passesOf(granted: Granted): Pass[] {
  return apis.flatMap((api) => callers.flatMap((client) => {
    const document = JSON.parse(readFileSync(join(folder, `${api}.json`), 'utf8')) as OpenApiDocument;
    const operations = keepOperations(document, (operation) => callerOf(operation, granted) === client);
    return operations === 0 ? [] : [{ api, client, document, operations }];
  }));
}

/** Leaves these operations, each with the statuses that it names: `default` would document them all. @returns how many are left */
function keepOperations({ paths }: OpenApiDocument, isKept: (operation: Operation) => boolean): number {
  let kept = 0;
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      delete operation.responses['default'];
      if (isKept(operation)) kept += 1;
      else delete item[method];
    }
    if (Object.keys(item).length === 0) delete paths[path];
  }
  return kept;
}
