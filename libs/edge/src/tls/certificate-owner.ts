import { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import type { Admission } from '../auth/admission.js';
import type { AdmissionCheck } from '../auth/door.js';
import { refused } from '../auth/refusals.js';

/** No wildcard, nothing of the subject: a DNS name of the certificate, as it stands there. */
const exactly = { subject: 'never', wildcards: false } as const;

/**
 * Whose token it is, is whose certificate it is: one of the DNS names among its subject's alternative names is the client's
 * id. So a token that got away is worth nothing to who has the certificate of another process, and neither is the reverse.
 */
export class CertificateOwner implements AdmissionCheck {
  /** Of a connection the client that was found to own it: it is looked at once. */
  private readonly owners = new WeakMap<object, string>();

  check({ principal, actor }: Admission, { raw: { socket } }: FastifyRequest): void {
    const clientId = actor?.id ?? principal.clientId ?? principal.id;
    // The port is TLS alone: without it comes what asks the port of probes, or this process itself.
    if (!(socket instanceof TLSSocket) || this.owners.get(socket) === clientId) return;
    if (socket.getPeerX509Certificate()?.checkHost(clientId, exactly) !== clientId) throw refused();
    this.owners.set(socket, clientId);
  }
}
