import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { UsageMeter } from './usage-meter.js';
import { UsageRecorder } from './usage-recorder.js';

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 29, 9, 59, 59) }));
afterEach(() => void vi.useRealTimers());

it('what was counted is written by itself within seconds, and at the end of the hour that it belongs to', async () => {
  const add = vi.fn(async () => undefined);
  const meter = new UsageMeter();
  const recorder = new UsageRecorder(meter, { add, forgetOld: async () => undefined, close: async () => undefined });
  const row = (hour: string) => expect.objectContaining({ rows: [expect.objectContaining({ clientId: 'shop', hour })] });
  meter.note('shop', 'web.readOrder', 200, 4);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(add).toHaveBeenLastCalledWith(row('2026-11-29T09:00:00.000Z'));
  meter.note('shop', 'web.readOrder', 200, 4);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(add).toHaveBeenLastCalledWith(row('2026-11-29T10:00:00.000Z'));
  await recorder.end();
});
