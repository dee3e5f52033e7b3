import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpApi } from '#contracts';
import { remoteApis } from '../api-clients.module.js';
import { loadConfig } from '../config/load-config.js';
import { CertificateFolder, TestAuthority } from './certificates.fixture.js';
import { clientTlsOf, serverTlsOf } from './configured-tls.js';

const folder = new CertificateFolder();
const at: Record<string, string> = {};
beforeAll(async () => {
  const authority = await TestAuthority.create();
  Object.assign(at, folder.putLeaf('tls', await authority.leaf(['system-erp'])), { ca: folder.put('ca.crt', authority.pem), other: folder.putLeaf('other', await authority.leaf(['other'])).key, none: folder.put('none.crt', 'hush') });
});
afterAll(() => folder.remove());

const systems = `systems:
  - { id: erp-eu, kind: erp, connector: sap-s4hana, baseUrl: 'https://erp.example.com', credentials: {} }
`;
const variables = '{ certificate: { env: CERT }, key: { env: KEY }, clientAuthority: { env: CA } }';

function configured(text: string, env: NodeJS.ProcessEnv = {}) {
  return loadConfig(folder.put('strata.config.yaml', systems + text), env);
}

/** Said of the last part of the configuration. */
function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder.path('')}/`, '');
  }
  return 'none';
}

describe('TLS of a process', () => {
  it('is off where no file is named, also by variables that are not set', () => {
    expect([serverTlsOf(configured('')), serverTlsOf(configured(`http: { tls: ${variables} }\n`)), clientTlsOf(configured('apis: { tls: { certificate: { env: CERT }, key: { env: KEY } } }\n'))]).toEqual([undefined, undefined, undefined]);
  });

  it('asks callers for certificates where it names their authority', () => {
    const of = (env: NodeJS.ProcessEnv) => serverTlsOf(configured(`http: { tls: ${variables}, healthPort: 3100 }\n`, env));
    expect([of({ CERT: at['cert'], KEY: at['key'] })?.isMutual, of({ CERT: at['cert'], KEY: at['key'], CA: at['ca'] })?.isMutual]).toEqual([false, true]);
  });

  it.each<[string, NodeJS.ProcessEnv | (() => NodeJS.ProcessEnv), string]>([
    ['a certificate without its key', () => ({ CERT: at['cert'] }), 'strata.config.yaml:4 http.tls: expected both, certificate and key, or neither'],
    ['an authority of callers without a certificate', () => ({ CA: at['ca'] }), 'strata.config.yaml:4 http.tls.certificate: expected the path of a certificate: callers are asked for theirs by TLS alone'],
    ['a file that is not there', () => ({ CERT: folder.path('absent.crt'), KEY: at['key'] }), 'strata.config.yaml:4 http.tls.certificate: absent.crt cannot be read (ENOENT)'],
    ['what is no certificate', () => ({ CERT: at['none'], KEY: at['key'] }), 'strata.config.yaml:4 http.tls.certificate: none.crt holds no certificate (ERR_OSSL_PEM_NO_START_LINE)'],
    ['the key of another certificate', () => ({ CERT: at['cert'], KEY: at['other'] }), 'strata.config.yaml:4 http.tls.key: other.key is no key of tls.crt (ERR_OSSL_X509_KEY_VALUES_MISMATCH)'],
    ['an authority that is none', () => ({ CERT: at['cert'], KEY: at['key'], CA: at['none'] }), 'strata.config.yaml:4 http.tls.clientAuthority: none.crt holds no certificate (ERR_OSSL_PEM_NO_START_LINE)'],
  ])('does not start with %s, and says where it is named', (_, env, said) => {
    expect(complaint(() => serverTlsOf(configured(`http:\n  tls: ${variables}\n`, typeof env === 'function' ? env() : env)))).toBe(said);
  });

  it('is not left out on the way to another process of ours', () => {
    const config = configured(`apis:\n  tls: { authority: ${at['ca']} }\n  erp: { url: 'http://system-erp:3000' }\n`);
    expect(complaint(() => remoteApis(config, [ErpApi]))).toBe('strata.config.yaml:5 apis.erp.url: expected an address such as https://system-erp:3000, since apis.tls says what is shown there');
  });
});
