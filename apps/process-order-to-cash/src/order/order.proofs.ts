import { exact, type DeliveryProof, type FieldFault } from '#canonical';
import type { NewTimelineEntry } from '#read-models';
import type { Asked, RecordResult } from './order.disputes.js';
import type { DeliveryState, LineState, OrderState, ProofRecord } from './order.state.js';

/** A carrier's word that goods arrived; lines that are not named arrived in full. */
export interface ProveDelivery {
  type: 'prove-delivery';
  deliveryId: string;
  /** ISO 8601 date, where the goods arrived. */
  receivedOn: string;
  signedBy?: string;
  note?: string;
  lines?: { position: number; quantity: string }[];
}

/** No place on earth is farther behind UTC. */
const farthestBehindMs = 12 * 3_600_000;

const conflict = (message: string, reason: string, state: string): RecordResult => ({ refused: { kind: 'conflict', message, reason, state, allowed: [] } });
const wrong = (fields: FieldFault[]): RecordResult => ({ refused: { kind: 'invalid', message: fields[0]?.detail ?? 'the lines do not fit the delivery', reason: 'unprocessable', fields } });

/** The order with the proof of one of its deliveries; the same proof again is the same state. What the system itself says has been there first or comes over it. Pure. */
export function proveDelivery(state: OrderState, command: ProveDelivery & Asked): RecordResult {
  const { deliveryId, receivedOn, signedBy, note, lines = [], actor, at = state.changedAt } = command;
  const { proofs = [] } = state;
  const delivery = state.deliveries.find(({ id }) => id === deliveryId);
  if (!delivery) return { refused: { kind: 'not-found', message: `the order has no delivery ${deliveryId}`, reason: 'delivery-unknown' } };
  if (delivery.status !== 'shipped') return conflict(`the delivery is ${delivery.status}: it can be proven once it is shipped`, 'not-shipped', delivery.status);
  if (delivery.receivedOn !== undefined) return conflict(`${state.systemId} has the proof: received on ${delivery.receivedOn}`, 'proven', 'proven');
  const earliest = new Date(Date.parse(state.placedAt) - farthestBehindMs).toISOString().slice(0, 10);
  if (state.adopts === undefined && receivedOn < earliest) return wrong([{ pointer: '/receivedOn', detail: `expected no day before ${earliest}, when the order was placed` }]);
  const received = receivedLines(state, delivery, lines);
  if ('fields' in received) return wrong(received.fields);
  const said = { deliveryId, receivedOn, ...(signedBy !== undefined && { signedBy }), ...(note !== undefined && { note }), short: received.short };
  const known = proofs.find((each) => each.deliveryId === deliveryId);
  if (!known) return { state: { ...state, proofs: [...proofs, { ...said, by: actor, at }] } };
  return isSame(known, said) ? { state } : conflict(`the delivery is proven: received on ${known.receivedOn}, said ${known.by}`, 'proven', 'proven');
}

type Said = Omit<ProofRecord, 'by' | 'at'>;
const contentOf = ({ receivedOn, signedBy, note, short }: Said): string => JSON.stringify([receivedOn, signedBy, note, Object.entries(short).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
const isSame = (known: Said, said: Said): boolean => contentOf(known) === contentOf(said);

/** Lines of which less arrived than was delivered, by their key in the ERP. */
function receivedLines(state: OrderState, delivery: DeliveryState, lines: { position: number; quantity: string }[]): { short: Record<string, string> } | { fields: FieldFault[] } {
  const fields: FieldFault[] = [];
  const short: Record<string, string> = {};
  lines.forEach(({ position, quantity }, index) => {
    const at = (member: string, detail: string) => fields.push({ pointer: `/lines/${index}/${member}`, detail });
    const { lineId = '' }: Partial<LineState> = state.lines.find((each) => each.position === position) ?? {};
    const delivered = delivery.lines[lineId];
    if (delivered === undefined) at('position', `the delivery has no line ${position}`);
    else if (lines.findIndex((each) => each.position === position) !== index) at('position', `line ${position} is named twice`);
    else if (exact.compare(quantity, '0') < 0) at('quantity', 'expected 0 or more');
    else if (exact.compare(quantity, delivered) > 0) at('quantity', `at most ${delivered} of line ${position} left with this delivery`);
    else if (exact.compare(quantity, delivered) < 0) short[lineId] = exact.normal(quantity);
  });
  return fields.length > 0 ? { fields } : { short };
}

const proofOf = ({ proofs = [] }: OrderState, deliveryId: string): ProofRecord | undefined => proofs.find((each) => each.deliveryId === deliveryId);

/** What readers see of the arrival of a delivery: the system's own day, if it has one, before the one that we were told. */
export function arrivalOf(state: OrderState, { id, receivedOn, lines }: DeliveryState): { receivedOn?: string; proof?: DeliveryProof } {
  const record = proofOf(state, id);
  if (!record) return { receivedOn };
  const { signedBy, note, short, by, at } = record;
  const received = state.lines.flatMap(({ position, lineId = '' }) => (lines[lineId] === undefined ? [] : [{ position, quantity: short[lineId] ?? lines[lineId] }]));
  return { receivedOn: receivedOn ?? record.receivedOn, proof: { receivedOn: record.receivedOn, signedBy, note, lines: received, by, at } };
}

/** What did not arrive of one delivery, for people; empty when all did. */
function shortageOf(state: OrderState, { deliveryId, short }: ProofRecord): string {
  const delivery = state.deliveries.find(({ id, status }) => id === deliveryId && status === 'shipped');
  const missing = state.lines.flatMap(({ position, lineId = '' }) => (delivery?.lines[lineId] !== undefined && short[lineId] !== undefined ? [`${short[lineId]} of ${delivery.lines[lineId]} of line ${position}`] : []));
  return missing.length > 0 ? `delivery ${deliveryId}: received ${missing.join(', ')}` : '';
}

/** Less arrived than left: a person finds out where it is. At most one entry. */
export function shortReceived(state: OrderState): { type: 'short-received'; reason: string; since: string }[] {
  const short = (state.proofs ?? []).map((record) => ({ reason: shortageOf(state, record), since: record.at })).filter(({ reason }) => reason !== '');
  return short.length === 0 ? [] : [{ type: 'short-received', reason: short.map(({ reason }) => reason).join('; '), since: short[0]!.since }];
}

/** Proofs that were given or seen between two states, for the timeline. */
export function proofEntries(before: OrderState, after: OrderState): NewTimelineEntry[] {
  const given = before.proofs === after.proofs ? [] : (after.proofs ?? []).filter(({ deliveryId }) => !proofOf(before, deliveryId));
  const seen = after.deliveries.filter(({ id, receivedOn }) => receivedOn !== undefined && before.deliveries.find((each) => each.id === id)?.receivedOn !== receivedOn);
  const entry = { type: 'proof-of-delivery', system: after.systemId };
  return [
    ...given.map((record) => {
      const { deliveryId, receivedOn, signedBy, note, by, at } = record;
      const shortage = shortageOf(after, record);
      const detail = [`received on ${receivedOn}`, signedBy && `signed by ${signedBy}`, shortage, note].filter(Boolean).join('; ');
      return { key: `proof:${deliveryId}`, at, ...entry, outcome: shortage === '' ? 'given' : 'given-short', actor: by, reference: deliveryId, detail };
    }),
    ...seen.map(({ id, receivedOn }) => ({ key: `proof:${id}:${receivedOn}`, at: after.changedAt, ...entry, outcome: 'observed', reference: id, detail: `received on ${receivedOn}` })),
  ];
}
