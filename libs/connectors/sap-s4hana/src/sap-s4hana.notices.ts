import type { ConnectorLog } from '#connector-kit';
import { isObject } from './odata/selection.js';
import type { SapReply } from './sap-s4hana.errors.js';

/** Warnings and information that a success carries in its `sap-message` header: one message with further ones in `details`. */
export function noticesOf({ headers }: SapReply, log: ConnectorLog): string[] {
  const header = headers['sap-message'];
  if (header === undefined) return [];
  try {
    const message: unknown = JSON.parse(header);
    if (!isObject(message)) return [header];
    const details = Array.isArray(message['details']) ? message['details'].filter(isObject) : [];
    return [message, ...details].map(({ code, message: text }) => [code, text].filter((part) => typeof part === 'string' && part !== '').join(': '));
  } catch {
    log.warn('sap-message is no JSON', { length: header.length });
    return [header];
  }
}
