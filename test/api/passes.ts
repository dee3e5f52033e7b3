import { documents } from '../governance/documents.js';
import { kindOf } from '../governance/right-kinds.js';

interface Operation {
  operationId: string;
  security: Record<string, string[]>[];
  responses: Record<string, unknown>;
}

interface OpenApiDocument {
  info: { title: string };
  paths: Record<string, Record<string, Operation>>;
}

/** Operations of a document that one caller calls. */
export interface Pass {
  /** Of a file in openapi/. */
  api: string;
  caller: string;
  document: OpenApiDocument;
  operations: number;
  /** The caller may call none of them: a few calls of each show it. */
  isRefused?: true;
}

/** In which order they come: what the others need is erased and paused last. */
export const apis = ['experience-web', 'experience-mobile', 'experience-bi', 'system-erp', 'system-crm', 'process-order-to-cash', 'portal'];
/** Who calls an operation: the first who may. The partner sees but a part of the data, and is watched for the rest. */
const clients = ['partner', 'erp', 'crm', 'desk', 'auditor'];
/** Who calls what takes no token, by the credential that it takes. Of what is open to all nobody is signed in: so signing out ends nobody's session. */
const people = { public: 'nobody', account: 'developer', operator: 'operator' } as const;
/** What takes away what the developer's other calls need: theirs too, and last of all, in this order. */
export const takesAway = ['revokeKey', 'deleteApp'];
const callers = [...clients, ...Object.values(people), 'leaving developer'];

/** What each client may, as demo.json says it: scopes with blanks between. */
export type Granted = Record<string, { scope: string }>;

/** Throws when none of the callers may. */
export function callerOf({ operationId, security }: Pick<Operation, 'operationId' | 'security'>, granted: Granted): string {
  const kind = kindOf(security);
  if (kind === undefined) throw new Error(`${operationId} does not say by which right it is called`);
  if (kind !== 'scope') return takesAway.includes(operationId) ? 'leaving developer' : people[kind];
  const needed = security.flatMap(({ oauth2 = [] }) => oauth2);
  const caller = clients.find((client) => needed.every((scope) => granted[client]!.scope.split(' ').includes(scope)));
  if (caller === undefined) throw new Error(`no client of the demo has ${needed.join(' ')}`);
  return caller;
}

/**
 * Each operation of every document, called by one of them; and by the partner too, where it may not.
 * @param granted what each client may
 */
export function passesOf(granted: Granted): Pass[] {
  const taken = (api: string) => callers.flatMap((caller) => passOf(api, caller, (operation) => callerOf(operation, granted) === caller));
  const refused = (api: string) => passOf(api, 'partner', (operation) => kindOf(operation.security) === 'scope' && callerOf(operation, granted) !== 'partner').map((pass): Pass => ({ ...pass, isRefused: true }));
  return apis.flatMap((api) => [...taken(api), ...refused(api)]);
}

/** One, or none where nothing is kept. */
function passOf(api: string, caller: string, isKept: (operation: Operation) => boolean): Pass[] {
  // Each has a document of its own, and takes out of it what is not kept.
  const document = JSON.parse(documents.get(api)!) as OpenApiDocument;
  const operations = keepOperations(document, isKept);
  return operations === 0 ? [] : [{ api, caller, document, operations }];
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
