import { join } from 'node:path';

/**
 * What an app is told of certificates, where each runs alone.
 * @param folder of `<app>/tls.crt`, `tls.key` and `ca.crt`, as deploy/compose.tls.yaml has them; undefined: plain HTTP
 * @param healthPort of an app that asks its callers for a certificate, since only our own apps come: how it is is asked there
 * @param calls whether it calls others of ours
 */
export function tlsEnvironment(folder, name, { healthPort, calls }) {
  if (folder === undefined) return {};
  const file = (which) => join(folder, name, which);
  return {
    ...(healthPort !== undefined && { STRATA_TLS_CERTIFICATE: file('tls.crt'), STRATA_TLS_KEY: file('tls.key'), STRATA_TLS_CLIENT_AUTHORITY: file('ca.crt'), STRATA_HEALTH_PORT: String(healthPort) }),
    ...(calls && { STRATA_CLIENT_TLS_CERTIFICATE: file('tls.crt'), STRATA_CLIENT_TLS_KEY: file('tls.key'), STRATA_CLIENT_TLS_AUTHORITY: file('ca.crt') }),
  };
}
