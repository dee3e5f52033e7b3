import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './config/load-config.js';
import { StrataConfig } from './config/strata-config.js';
import { configurationFaults, processSettings, readSecret } from './process.js';

const config = 'strata.config.yaml';

describe('a process', () => {
  it('listens on 127.0.0.1:3000 unless the environment says otherwise', () => {
    const STRATA_SANDBOX_URL = 'http://127.0.0.1:4010';
    expect(processSettings({ STRATA_CONFIG: config, STRATA_SANDBOX_URL }).listen).toEqual({ host: '127.0.0.1', port: 3000 });
    expect(processSettings({ STRATA_CONFIG: config, STRATA_SANDBOX_URL, HOST: '0.0.0.0', PORT: '0' }).listen).toEqual({ host: '0.0.0.0', port: 0 });
  });

  it.each(['web', '-1', '65536', '3000.5'])('does not start on the port %s', (PORT) => {
    expect(() => processSettings({ STRATA_CONFIG: config, PORT })).toThrow(new ConfigurationError(`PORT is ${PORT}, expected a port number`));
  });
});

describe('a secret', () => {
  it('is read where it is named', () => {
    expect(readSecret({ env: 'ERP_PASSWORD' }, { ERP_PASSWORD: 'secret' })).toBe('secret');
    expect(readSecret({ value: 'sandbox' }, {})).toBe('sandbox');
  });

  it('that is not set is named, and nothing else is said', () => {
    expect(() => readSecret({ env: 'ERP_PASSWORD' }, { OTHER: 'x' })).toThrow(new ConfigurationError('the environment variable ERP_PASSWORD is not set'));
  });
});

describe('a fault that a part finds in its slice of the configuration', () => {
  it('is told with file and line', () => {
    const located = Object.assign(new StrataConfig(), { locate: (path: readonly (string | number)[]) => `strata.config.yaml:${path.length}` });
    expect(configurationFaults(located, [{ path: ['systems', 0, 'options', 'plant'], message: 'plant must be a string' }]).message).toBe('strata.config.yaml:4 systems.0.options.plant: plant must be a string');
  });
});
