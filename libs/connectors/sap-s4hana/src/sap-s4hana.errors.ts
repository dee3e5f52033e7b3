import type { StrataError } from '#canonical';
import { faultOfRule, jsonIn, ruleOfStatus, type CallKind, type FaultRule } from '#connector-kit';
import { isObject } from './odata/selection.js';

/** An answer of the Gateway, alone or within a $batch. */
export interface SapReply {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}

const locked: FaultRule = { kind: 'conflict', message: 'the document is being processed by somebody else', reason: 'document-locked', retryable: true };
const unsellable: FaultRule = { kind: 'rejected', message: 'the item is not sold in this sales area', reason: 'item-not-sellable' };
const unpriced: FaultRule = { kind: 'rejected', message: 'the item has no price', reason: 'price-missing' };
const badQuantity: FaultRule = { kind: 'rejected', message: 'the quantity of an item is not allowed', reason: 'quantity-not-allowed' };
const wrongUnit: FaultRule = { kind: 'rejected', message: 'the item is not sold in this unit', reason: 'unit-not-sold' };
const customerUnknown: FaultRule = { kind: 'rejected', message: 'the customer is not known in this sales area', reason: 'customer-not-in-sales-area' };
const customerBlocked: FaultRule = { kind: 'rejected', message: 'the customer is blocked', reason: 'customer-blocked' };
const creditBlocked: FaultRule = { kind: 'rejected', message: 'the credit check has not been passed', reason: 'credit-blocked' };
const deliveryBlocked: FaultRule = { kind: 'rejected', message: 'the order is blocked for delivery', reason: 'delivery-blocked' };
const nothingToDeliver: FaultRule = { kind: 'rejected', message: 'nothing of the order can be delivered now', reason: 'nothing-to-deliver' };
const stockShort: FaultRule = { kind: 'rejected', message: 'the stock does not suffice', reason: 'stock-short' };
const tooLate: FaultRule = { kind: 'conflict', message: 'the document has gone too far for this', reason: 'document-state' };
const missing: FaultRule = { kind: 'not-found', message: 'the system has no such record' };
const malformed: FaultRule = { kind: 'invalid', message: 'the system refuses the form of the request' };

/**
 * Business errors of S/4 are mostly 400: what they mean is said by message class and number. What is not here is
 * `rejected` and not retried.
 */
const rules: Readonly<Record<string, FaultRule>> = {
  'V1/042': locked,
  'VL/046': locked,
  'MC/601': locked,
  'M3/024': locked,
  'M3/682': locked,
  'M3/897': locked,
  'V1/302': unsellable,
  'V1/387': unsellable,
  'V1/395': unsellable,
  'VK/106': unpriced,
  'V1/384': wrongUnit,
  'VL/034': wrongUnit,
  'V1/385': badQuantity,
  'V1/386': badQuantity,
  'V1/396': badQuantity,
  'VP/196': customerUnknown,
  'VP/199': customerUnknown,
  'VP/204': customerUnknown,
  'V1/319': customerUnknown,
  'VP/105': customerBlocked,
  'VP/106': customerBlocked,
  'VL/026': customerBlocked,
  'V1/154': creditBlocked,
  'VL/025': deliveryBlocked,
  'VL/019': nothingToDeliver,
  'VL/031': nothingToDeliver,
  'VL/032': nothingToDeliver,
  'VL/033': nothingToDeliver,
  'M7/021': stockShort,
  'V1/391': tooLate,
  'V1/392': tooLate,
  'VL/602': tooLate,
  'VL/605': tooLate,
  'VL/606': tooLate,
  'VL/609': tooLate,
  'SD/404': missing,
  'VF/017': missing,
  'AV/010': missing,
  // The Gateway's own: a service that nobody has activated, or not yet again; an unknown segment, a property or a value that the metadata forbids.
  '/IWFND/MED/170': { kind: 'unavailable', message: 'the service is not active in the system' },
  '/IWBEP/CM_MGW_RT/020': missing,
  '005056A509B11EE1B9A8FEC11C21D78E': malformed,
};

/** Statuses that speak for themselves, whoever answers. */
const byStatus: Readonly<Record<number, FaultRule>> = {
  401: { kind: 'unauthenticated', message: 'the system refuses our sign-in' },
  403: { kind: 'forbidden', message: 'the system does not allow this to our user' },
  412: { kind: 'conflict', message: 'the record was changed in the meantime', reason: 'changed-meanwhile', retryable: true },
  423: locked,
  428: { kind: 'conflict', message: 'the system wants the version of the record' },
  429: { kind: 'rate-limited', message: 'the system takes no more calls now' },
};

/** Statuses that are the system's own only with an error of OData behind them. */
const byStatusOfOData: Readonly<Record<number, FaultRule>> = {
  404: missing,
  405: malformed,
  409: { kind: 'conflict', message: 'the record is in another state' },
  413: malformed,
  415: malformed,
};

/** A proxy, a web dispatcher or a gateway: its page says nothing about the record. */
const inFront: FaultRule = { kind: 'unavailable', message: 'something in front of the system answered' };

/** The StrataError behind an answer that is no success. */
export function sapFault(reply: SapReply, { operation, safe }: CallKind): StrataError {
  const { codes, text } = messagesOf(reply.body);
  const code = codes.find((each) => each in rules) ?? codes[0];
  const retryAfter = reply.headers['retry-after'];
  const rule = (code === undefined ? undefined : rules[code]) ?? byStatus[reply.status] ?? ruleBehind(reply.status, code) ?? ruleOfStatus(reply.status, safe, retryAfter);
  return faultOfRule(rule, operation, { status: reply.status, code, text: text || reply.body.slice(0, 200), retryAfter });
}

function ruleBehind(status: number, code: string | undefined): FaultRule | undefined {
  return code === undefined && status < 500 ? inFront : byStatusOfOData[status];
}

/** `{error: {code, message: {value}, innererror: {errordetails}}}`; a proxy in between answers HTML. */
function messagesOf(body: string): { codes: string[]; text: string } {
  const answer = jsonIn(body);
  const error = isObject(answer) ? answer['error'] : undefined;
  if (!isObject(error)) return { codes: [], text: '' };
  const inner = isObject(error['innererror']) ? error['innererror']['errordetails'] : undefined;
  const details = (Array.isArray(inner) ? inner : []).filter(isObject);
  const errors = details.filter(({ severity }) => severity === undefined || severity === 'error');
  const message = error['message'];
  const text = isObject(message) ? message['value'] : message;
  return { codes: [error['code'], ...errors.map(({ code }) => code)].filter((code) => typeof code === 'string' && code !== '') as string[], text: String(text ?? '') };
}
