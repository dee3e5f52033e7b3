/** Sends the example of every operation to the running platform, as the client that may, and holds what comes to the document. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { documents } from '../governance/documents.js';
import type { RunningStrata } from '../harness/running-strata.js';
import { exampleRequest, type ExampleOperation } from './example-requests.js';
import { refusedExamples } from './refused-examples.js';
import type { Parties } from './parties.js';
import { apis, callerOf, takesAway, type Granted } from './passes.js';

interface Operation extends ExampleOperation {
  security: Record<string, string[]>[];
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>;
}
interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

interface Told {
  disputeId?: string;
  paymentId?: string;
  items?: { reconciliationId?: string }[];
  opportunities?: { id: string }[];
}

/** What an operation tells that those after it ask for. */
const makes: Record<string, (told: Told) => Record<string, string | undefined>> = {
  openDispute: ({ disputeId }) => ({ disputeId }),
  recordPayment: ({ paymentId }) => ({ paymentId }),
  listReconciliations: ({ items }) => ({ reconciliationId: items?.[0]?.reconciliationId }),
  readAccountOverview: ({ opportunities }) => ({ opportunityId: opportunities?.[0]?.id }),
};

/** A stream goes on for ever: its beginning is enough. */
const longestMs = 20_000;

export interface ExampleResult {
  sent: number;
  /** What is not as the document says, a line each. */
  faults: string[];
}

/** By the client that may. */
export function runExamples(strata: RunningStrata, granted: Granted, parties: Parties): Promise<ExampleResult> {
  return sendAll(strata, parties, () => true, (run, { path, method, operation }) => run.send(path, method, operation, () => parties.credentials(callerOf(operation, granted))));
}

/** They are let in, and answer each call that is within by itself. */
const withCalls = ['acceptWrites', 'runBatch'];

/** What a partner may call, by a key whose one call of the day went before. */
export async function runSpentKey(strata: RunningStrata, granted: Granted, parties: Parties): Promise<ExampleResult> {
  const credentials = { 'x-api-key': parties.developer.spare.secret };
  await fetch(`${strata.baseUrl}/web/v1/items`, { headers: credentials });
  return sendAll(strata, parties, (operation) => callerOf(operation, granted) === 'partner' && !withCalls.includes(operation.operationId), (run, { path, method, operation }) => run.send(path, method, operation, async () => credentials, spent));
}

interface Placed {
  path: string;
  method: string;
  operation: Operation;
}

async function sendAll(strata: RunningStrata, parties: Parties, isSent: (operation: Operation) => boolean, send: (run: ExampleRun, placed: Placed) => Promise<string | undefined>): Promise<ExampleResult> {
  const faults: string[] = [];
  let sent = 0;
  for (const api of apis) {
    const document = JSON.parse(documents.get(api)!) as ApiDocument;
    const run = new ExampleRun(api, document, strata.baseUrl, parties);
    for (const placed of run.inOrder().filter(({ operation }) => isSent(operation))) {
      sent += 1;
      const fault = await send(run, placed);
      if (fault !== undefined) faults.push(`${api} ${placed.method.toUpperCase()} ${placed.path}: ${fault}`);
    }
  }
  return { sent, faults };
}

/** What is to come in place of a 2xx. */
interface Expected {
  status: number;
  /** How header fields look, beside the body. */
  fields?: Record<string, RegExp>;
}

/** RFC 9110, section 10.2.3, and draft-ietf-httpapi-ratelimit-headers-11: the day's one call is gone, and when there are more. */
const spent: Expected = { status: 429, fields: { 'retry-after': /^[1-9]\d{0,4}$/, 'ratelimit-policy': /"day";q=1;w=86400/, ratelimit: /"day";r=0;t=[1-9]\d{0,4}\b/ } };

interface Answer {
  status: number;
  headers: Headers;
  type: string;
  told: unknown;
  /** Only the fields that were asked for. */
  isPart: boolean;
}

class ExampleRun {
  private readonly ajv;
  private readonly made: Map<string, string>;
  private readonly api: string;
  private readonly document: ApiDocument;
  private readonly baseUrl: string;

  constructor(api: string, document: ApiDocument, baseUrl: string, parties: Parties) {
    this.api = api;
    this.document = document;
    this.baseUrl = baseUrl;
    const { own, developer } = parties;
    this.ajv = formats.default(new Ajv2020({ strict: false, allErrors: true })).addSchema(document, api);
    const isSystem = api.startsWith('system-');
    const ids = isSystem
      ? { customerId: own.customerKey, erpCustomerId: own.customerKey, itemId: own.itemKey, salesOrderId: own.salesOrderKey, deliveryId: own.deliveryKey, invoiceId: own.invoiceKey, systemId: api === 'system-crm' ? 'sandbox-crm' : 'sandbox', reference: crypto.randomUUID() }
      : { customerId: own.customerId, itemId: own.itemId, invoiceId: own.invoiceId, deliveryId: own.deliveryKey, salesOrderId: own.salesOrderKey };
    // What is received was placed today.
    const receivedOn = new Date().toISOString().slice(0, 10);
    this.made = new Map(Object.entries({ receivedOn, orderId: own.orderId, purchaseOrderNumber: `PO-${crypto.randomUUID().slice(0, 8)}`, ...ids, ...developer.shown }));
  }

  /** As they stand in the document; what takes something away comes last. */
  inOrder() {
    const all = Object.entries(this.document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation, place: takesAway.indexOf(operation.operationId) })));
    return all.toSorted((one, other) => one.place - other.place);
  }

  async send(path: string, method: string, operation: Operation, credentials: () => Promise<Record<string, string>>, expected: Expected | undefined = refusedExamples[`${this.api} ${operation.operationId}`]): Promise<string | undefined> {
    const { path: address, headers, body } = exampleRequest(path, operation, this.made);
    const answer = await fetch(this.baseUrl + address, { method: method.toUpperCase(), headers: { ...headers, ...(await credentials()) }, ...(body !== undefined && { body }), signal: AbortSignal.timeout(longestMs) });
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]!;
    const told: unknown = type === 'text/event-stream' ? await beginningOf(answer) : /[/+]json$/.test(type) ? await answer.json() : await answer.text();
    for (const [name, value] of Object.entries((answer.ok && makes[operation.operationId]?.(told as Told)) || {})) if (value !== undefined) this.made.set(name, value);
    return this.faultOf(operation, expected, { status: answer.status, headers: answer.headers, type, told, isPart: address.includes('fields=') }, `${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`);
  }

  private faultOf(operation: Operation, expected: Expected | undefined, { status, headers, type, told, isPart }: Answer, at: string): string | undefined {
    const isExpected = expected === undefined ? status >= 200 && status < 300 : status === expected.status;
    if (!isExpected) return `${status} where ${expected?.status ?? '2xx'} was expected: ${JSON.stringify(told).slice(0, 400)}`;
    for (const [name, look] of Object.entries(expected?.fields ?? {})) if (!look.test(headers.get(name) ?? '')) return `${name} is ${headers.get(name)}, not as documented of ${status}`;
    const documented = operation.responses[String(status)];
    if (!documented) return `${status} is not documented`;
    if (status === 204) return undefined;
    const pointer = documented.$ref?.slice('#'.length) ?? `/paths/${at}/responses/${status}`;
    if (documented.$ref === undefined && !(type in (documented.content ?? {}))) return `${type} is not documented of ${status}`;
    const validate = this.ajv.compile({ $ref: `${this.api}#${encodeURI(pointer)}/content/${encodeURIComponent(type.replaceAll('/', '~1'))}/schema` });
    validate(told);
    // `fields` leaves out what it does not name.
    const wrong = (validate.errors ?? []).filter(({ keyword }) => !isPart || keyword !== 'required');
    return wrong.length === 0 ? undefined : `the answer is not as documented: ${this.ajv.errorsText(wrong)}`;
  }
}

async function beginningOf(answer: Response): Promise<string> {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value = '' } = await reader.read();
  await reader.cancel();
  return value;
}
