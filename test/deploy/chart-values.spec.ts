import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { chart, exampleOf, valuesOf } from './rendered-chart.js';

type Values = Record<string, unknown>;
const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** As Helm puts the values of a release over those of a chart: maps are merged, everything else takes the place. */
function over(base: Values, more: Values): Values {
  return { ...base, ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, isMap(base[key]) && isMap(value) ? over(base[key], value) : value])) };
}

describe('values of the chart', () => {
  const validate = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }).compile(valuesOf(join(chart, 'values.schema.json')));
  const defaults = valuesOf(join(chart, 'values.yaml'));
  const merged = (more: Values) => over(defaults, more);
  const faults = (values: unknown) => (validate(values) ? [] : validate.errors!.map(({ instancePath }) => instancePath));

  it.each(['minimal', 'one', 'split', 'tls'])('are right in the example %s', (name) => {
    expect(faults(merged(valuesOf(exampleOf(name))))).toEqual([]);
  });

  it('are not enough as they come: who installs says where everything is', () => {
    const missing = faults(merged({}));
    for (const place of ['/issuer', '/secrets/database/name', '/secrets/masterKey/name', '/restate/ingress', '/restate/admin', '/config/systems']) expect(missing).toContain(place);
  });

  it.each<[string, Values, string]>([
    ['a tag that moves', { image: { repository: 'strata', tag: 'latest' } }, '/image/tag'],
    ['a setting that there is not', { replica: 2 }, ''],
    ['an app that there is not', { apps: { web: {} } }, '/apps'],
    ['a peer of no kind', { networkPolicy: { enabled: true, clients: [{}] } }, '/networkPolicy/clients/0'],
    ['an inside address of the issuer elsewhere than where it is served', { issuerUrl: 'http://strata-portal:3000' }, '/issuerUrl'],
    ['an issuer elsewhere than where it is served', { issuer: 'https://strata.example.com' }, '/issuer'],
    ['an ingress for no host', { ingress: { enabled: true, host: '' } }, '/ingress/host'],
    ['TLS and an app without a certificate', { topology: 'split', tls: { enabled: true, secrets: { portal: 'a', 'system-erp': 'b', 'system-crm': 'c', 'process-order-to-cash': 'd', 'experience-web': 'e', 'experience-bi': 'f' } } }, '/tls/secrets'],
    ['TLS and no certificate of the one process', { tls: { enabled: true } }, '/tls/secrets'],
    ['TLS and an app whose certificate has no name', { tls: { enabled: true, secrets: { platform: '' } } }, '/tls/secrets/platform'],
    ['a certificate for an app that there is not', { tls: { secrets: { web: 'a' } } }, '/tls/secrets'],
    ['TLS and an issuer that is asked in clear', { tls: { enabled: true, secrets: { platform: 'a' } }, issuerUrl: 'http://127.0.0.1:3000/oidc' }, '/issuerUrl'],
    ['apps alone without secrets of their own', { topology: 'split' }, '/secrets/services'],
  ])('are refused with %s', (_, more, place) => {
    expect(faults(merged(more))).toContain(place);
  });
});
