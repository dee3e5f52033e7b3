import type { IncomingMessage } from 'node:http';

const senders = new WeakMap<IncomingMessage, string>();

/** Notes from which IP address a request came: nothing of it is left in the request for oidc-provider to go by. */
export function noteSender(request: IncomingMessage, address: string): void {
  senders.set(request, address);
}

export const notedSenderOf = (request: IncomingMessage): string => senders.get(request) ?? 'unknown';
