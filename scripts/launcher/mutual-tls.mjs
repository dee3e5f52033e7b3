import { join } from 'node:path';

/** Who asks its callers for a certificate: nobody comes to them but our own apps. */
const inner = ['system-erp', 'system-crm', 'process-order-to-cash'];
/** Who calls them. */
const callers = ['portal', 'process-order-to-cash', 'experience-web', 'experience-mobile'];

/**
 * What an app is told of certificates, where each runs alone.
 * @param folder of `<app>/tls.crt`, `tls.key` and `ca.crt`, as deploy/compose.tls.yaml has them; undefined: plain HTTP
 * @param healthPort of an app that nobody without a certificate can ask how it is
 */
export function tlsEnvironment(folder, name, healthPort) {
  if (folder === undefined) return {};
  const file = (which) => join(folder, name, which);
  return {
    ...(inner.includes(name) && { STRATA_TLS_CERTIFICATE: file('tls.crt'), STRATA_TLS_KEY: file('tls.key'), STRATA_TLS_CLIENT_AUTHORITY: file('ca.crt'), STRATA_HEALTH_PORT: String(healthPort) }),
    ...(callers.includes(name) && { STRATA_CLIENT_TLS_CERTIFICATE: file('tls.crt'), STRATA_CLIENT_TLS_KEY: file('tls.key'), STRATA_CLIENT_TLS_AUTHORITY: file('ca.crt') }),
  };
}
