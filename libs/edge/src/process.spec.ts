import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './config/load-config.js';
import { StrataConfig } from './config/strata-config.js';
import { buildOf, configurationFaults, processSettings } from './process.js';

const config = 'strata.config.yaml';

describe('a process', () => {
  it('listens on 127.0.0.1:3000 unless the environment says otherwise', () => {
    const STRATA_SANDBOX_URL = 'http://127.0.0.1:4010';
    expect(processSettings({ STRATA_CONFIG: config, STRATA_SANDBOX_URL }).listen).toMatchObject({ host: '127.0.0.1', port: 3000 });
    expect(processSettings({ STRATA_CONFIG: config, STRATA_SANDBOX_URL, HOST: '0.0.0.0', PORT: '0' }).listen).toMatchObject({ host: '0.0.0.0', port: 0 });
  });

  it.each(['web', '-1', '65536', '3000.5'])('does not start on the port %s', (PORT) => {
    expect(() => processSettings({ STRATA_CONFIG: config, PORT })).toThrow(new ConfigurationError(`PORT is ${PORT}, expected a port number`));
  });
});

const located = (systems: unknown[] = []) => Object.assign(new StrataConfig(), { systems, locate: (path: readonly (string | number)[]) => `strata.config.yaml:${path.length}` });

describe('a fault that a part finds in its slice of the configuration', () => {
  it('is told with file and line', () => {
    expect(configurationFaults(located(), [{ path: ['systems', 0, 'options', 'plant'], message: 'plant must be a string' }]).message).toBe('strata.config.yaml:4 systems.0.options.plant: plant must be a string');
  });
});

describe('the build that runs', () => {
  it('is called what the environment calls it', () => {
    expect(buildOf({ STRATA_BUILD: '2026-11' })).toBe('2026-11');
  });

  it('has no name of its own where the sources run as they are', () => {
    expect(buildOf({})).toBe('source');
    expect(buildOf({ STRATA_BUILD: '' })).toBe('source');
  });
});
