import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { PortalClient } from '../portal-client.fixture.js';
import { runPortal, type RunningPortal } from '../portal.fixture.js';

let db: DataSource;
let url: string;
let portals: RunningPortal[];
beforeAll(async () => {
  const made = await migratedDatabase();
  ({ db, url } = made);
  portals = await Promise.all([1, 2].map(() => runPortal(made.url, [])));
});
afterAll(() => Promise.all([...portals.map((portal) => portal.close()), db.destroy()]));

it('who is signed in and reads without end is told to wait, over replicas; others go on, and so do they a moment later', async () => {
  const dana = await PortalClient.of(db, portals[0]!.origin, 'dana@partner.example');
  const eve = await PortalClient.of(db, portals[0]!.origin, 'eve@other.example');
  const elsewhere = new PortalClient(portals[1]!.origin);
  elsewhere.cookie = dana.cookie;
  const began = performance.now();
  const answers = await Promise.all(Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? dana : elsewhere).get('/apps')));
  const seconds = (performance.now() - began) / 1_000;
  const refused = answers.filter(({ status }) => status === 429);
  const made = answers.length - refused.length;
  // A burst of 200, 20 a second meanwhile, and at most a block of 20 for each replica.
  expect(made).toBeGreaterThanOrEqual(160);
  expect(made).toBeLessThanOrEqual(200 + 20 * seconds + 2 * 20);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
  const [first] = refused;
  expect([Number(first?.headers.get('retry-after')) >= 1, first?.headers.get('ratelimit-policy'), first?.body.detail]).toEqual([true, '"burst";q=200;w=10', 'calls came faster than 20 a second, 200 at once: nobody who is signed in makes more']);
  expect((await eve.get('/apps')).status).toBe(200);
  // Half a block comes back in half a second.
  await expect.poll(async () => (await dana.get('/apps')).status, { timeout: 5_000, interval: 250 }).toBe(200);
});

it('is told, and let in, as the configuration has it', async () => {
  const slow = await runPortal(url, [], {}, { plans: { person: { perSecond: 1, burst: 1 } } });
  const kim = await PortalClient.of(db, slow.origin, 'kim@partner.example');
  const statuses = [];
  for (let at = 0; at < 3; at += 1) statuses.push(await kim.get('/apps'));
  expect(statuses.map(({ status }) => status)).toContain(429);
  expect(statuses[0]?.headers.get('ratelimit-policy')).toBe('"burst";q=1;w=1');
  await slow.close();
});
