import { expect, it } from 'vitest';
import { choosePorts } from './launcher/ports.mjs';

it('a port that nobody named is free, and none that a connection to elsewhere could take before its app listens', async () => {
  const ports = Object.values(await choosePorts({ wanted: { one: 0, two: 0, three: 0 } }));
  expect(new Set(ports).size).toBe(3);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_768);
  }
});
