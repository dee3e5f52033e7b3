import { join } from 'node:path';

/**
 * What an app is told of certificates, where each runs alone.
 * @param folder of `<app>/tls.crt`, `tls.key` and `ca.crt`, as deploy/compose.tls.yaml has them; undefined: plain HTTP
 * @param healthPort where it is asked how it is, without a certificate
 * @param isInner only our own apps come, and are asked for a certificate; to the others people and partners come, who have none
 * @param calls whether it calls others of ours
 */
export function tlsEnvironment(folder, name, { healthPort, isInner, calls }) {
  if (folder === undefined) return {};
  const file = (which) => join(folder, name, which);
  return {
    STRATA_TLS_CERTIFICATE: file('tls.crt'),
    STRATA_TLS_KEY: file('tls.key'),
    STRATA_HEALTH_PORT: String(healthPort),
    // Every app asks the issuer for its keys, and the portal shows a certificate of that authority.
    NODE_EXTRA_CA_CERTS: file('ca.crt'),
    ...(isInner && { STRATA_TLS_CLIENT_AUTHORITY: file('ca.crt') }),
    ...(calls && { STRATA_CLIENT_TLS_CERTIFICATE: file('tls.crt'), STRATA_CLIENT_TLS_KEY: file('tls.key'), STRATA_CLIENT_TLS_AUTHORITY: file('ca.crt') }),
  };
}

/** Who signed what the experiences and the portal show: for whoever calls them from this machine. */
export const frontAuthority = (folder) => (folder === undefined ? undefined : join(folder, 'experience-web', 'ca.crt'));
