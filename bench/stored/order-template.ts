import { randomUUID } from 'node:crypto';

/** What tells one order from another. */
export interface OrderKeys {
  orderId: string;
  customerId: string;
  purchaseOrderNumber: string;
  /** Epoch ms. */
  placedAt: number;
  /** Ids of its documents, in the order in which the model's are given. */
  documents: readonly string[];
}

type Part = string | ((keys: OrderKeys, shiftMs: number) => string);

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** As in JSON, as in COPY's text format, and a day alone. */
const time = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00)|\d{4}-\d\d-\d\d`;

/**
 * A text about one order, from which the same text about another one is made: its keys are replaced wherever they stand,
 * also inside public ids, times are moved by as much as the placement was, and any other UUID is a new one.
 */
export class OrderTemplate {
  private readonly parts: Part[];
  private readonly model: OrderKeys;

  constructor(text: string, model: OrderKeys) {
    this.model = model;
    const known = keysIn(model);
    const pattern = new RegExp([...known.keys()].toSorted((a, b) => b.length - a.length).map(asPattern).concat(uuid, time).join('|'), 'g');
    const parts: Part[] = [];
    let end = 0;
    for (const match of text.matchAll(pattern)) {
      parts.push(text.slice(end, match.index), known.get(match[0]) ?? replacementOf(match[0]));
      end = match.index + match[0].length;
    }
    this.parts = [...parts, text.slice(end)];
  }

  of(keys: OrderKeys): string {
    const shiftMs = keys.placedAt - this.model.placedAt;
    let text = '';
    for (const part of this.parts) text += typeof part === 'string' ? part : part(keys, shiftMs);
    return text;
  }
}

function keysIn({ orderId, customerId, purchaseOrderNumber, documents }: OrderKeys): Map<string, Part> {
  const system = Buffer.from(customerId, 'base64url').toString().split('\0')[0] ?? '';
  const publicId = (key: string) => Buffer.from(`${system}\0${key}`).toString('base64url');
  return new Map<string, Part>([
    [orderId, (keys) => keys.orderId],
    [orderId.replaceAll('-', ''), (keys) => keys.orderId.replaceAll('-', '')],
    [customerId, (keys) => keys.customerId],
    [purchaseOrderNumber, (keys) => keys.purchaseOrderNumber],
    ...documents.flatMap((id, at): [string, Part][] => [
      [id, (keys) => keys.documents[at] ?? id],
      [publicId(id), (keys) => publicId(keys.documents[at] ?? id)],
    ]),
  ]);
}

/** A key is not a part of a longer word. */
const asPattern = (key: string) => String.raw`(?<![\w-])${key.replaceAll(/[^\w-]/g, String.raw`\$&`)}(?![\w-])`;

function replacementOf(text: string): Part {
  if (/^[0-9a-f]{8}-/.test(text)) return () => randomUUID();
  const isDay = text.length === 10;
  const isJson = text.includes('T');
  const at = Date.parse(isDay ? `${text}T00:00:00Z` : text.replace(' ', 'T').replace('+00', 'Z'));
  // A sales area, `1010-10-00`, looks like a day.
  if (Number.isNaN(at)) return text;
  return (_, shiftMs) => {
    const moved = new Date(at + shiftMs).toISOString();
    if (isDay) return moved.slice(0, 10);
    return isJson ? moved : moved.replace('T', ' ').replace('Z', '+00');
  };
}
