import { ConfigurationError } from '../config/load-config.js';
import type { StrataConfig } from '../config/strata-config.js';
import { CertificateFault, CertificateFiles, type CertificatePaths } from './certificate-files.js';
import { ServerTls } from './server-tls.js';

type Path = readonly string[];

/** TLS of this process's own port; undefined: it speaks plain HTTP. Throws a ConfigurationError for files that cannot be used, with the line that names them. */
export function serverTlsOf(config: StrataConfig): ServerTls | undefined {
  const { tls } = config.http;
  if (!tls) return undefined;
  const { certificate: cert, key, clientAuthority: ca, lookEvery, minVersion } = tls;
  if (ca !== undefined && cert === undefined) throw faultAt(config, ['http', 'tls', 'certificate'], 'expected the path of a certificate: callers are asked for theirs by TLS alone');
  const files = opened(config, ['http', 'tls'], { cert, key, ca }, 'clientAuthority', lookEvery);
  return files && new ServerTls(files, minVersion);
}

const clients = new WeakMap<StrataConfig, CertificateFiles>();

/** What this process shows to our others, one for all of them; undefined: nothing. Throws as {@link serverTlsOf}. */
export function clientTlsOf(config: StrataConfig): CertificateFiles | undefined {
  const { tls } = config.apis;
  if (!tls) return undefined;
  const { certificate: cert, key, authority: ca, lookEvery } = tls;
  const files = clients.get(config) ?? opened(config, ['apis', 'tls'], { cert, key, ca }, 'authority', lookEvery);
  if (files) clients.set(config, files);
  return files;
}

/** Undefined where no file is named: each by a variable that is not set. */
function opened(config: StrataConfig, path: Path, paths: CertificatePaths, authority: string, lookEvery: number): CertificateFiles | undefined {
  const names = { cert: 'certificate', key: 'key', ca: authority };
  if (Object.values(paths).every((each) => each === undefined)) return undefined;
  if ((paths.cert === undefined) !== (paths.key === undefined)) throw faultAt(config, path, 'expected both, certificate and key, or neither');
  try {
    return new CertificateFiles(paths, lookEvery);
  } catch (error) {
    if (error instanceof CertificateFault) throw faultAt(config, [...path, names[error.part]], error.message, error);
    throw error;
  }
}

function faultAt(config: StrataConfig, path: Path, message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(`${config.locate(path)} ${path.join('.')}: ${message}`, { cause });
}
