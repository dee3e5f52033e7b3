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
const apis = ['experience-web', 'experience-mobile', 'experience-bi', 'system-erp', 'system-crm', 'process-order-to-cash'];
/** Who calls an operation: the first who may. The partner sees but a part of the data, and is watched for the rest. */
const callers = ['partner', 'erp', 'crm', 'desk', 'auditor'];

/**
 * Each operation of every document, called by one client.
 * @param granted what each client may, as demo.json says it: scopes with blanks between
 */
export function passesOf(granted: Record<string, { scope: string }>): Pass[] {
  const holds = (client: string, { security }: Operation) => security.flatMap(({ oauth2 = [] }) => oauth2).every((scope) => granted[client]!.scope.split(' ').includes(scope));
  return apis.flatMap((api) => callers.flatMap((client) => {
    const document = JSON.parse(readFileSync(join(folder, `${api}.json`), 'utf8')) as OpenApiDocument;
    const operations = keepOperations(document, (operation) => callers.find((each) => holds(each, operation)) === client);
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
