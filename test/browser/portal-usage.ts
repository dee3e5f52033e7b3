const at = (hour: number) => new Date(Date.UTC(2026, 10, 29, hour)).toISOString();

/** A day of an app that calls a lot, as the portal's API tells it. */
export const busyUsage = {
  granularity: 'hour',
  buckets: Array.from({ length: 24 }, (_, hour) => ({ at: at(hour), calls: 120 + ((hour * 37) % 90), errors: (hour * 7) % 5, p50Ms: 14 + ((hour * 3) % 9), p95Ms: 48 + ((hour * 13) % 40) })),
  operations: [
    { operation: 'searchCustomers', calls: 1_240, errors: 3, p95Ms: 61 },
    { operation: 'placeOrder', calls: 412, errors: 19, p95Ms: 148.4 },
  ],
  quota: { perDay: 10_000, used: 4_180, left: 5_820, resetsAt: at(24) },
  rate: { perSecond: 5, burst: 20 },
};

export const manyCalls = Array.from({ length: 40 }, (_, index) => ({
  at: at(index % 24),
  requestId: `4bf92f3577b34da6a3ce929d0e0e${String(4_000 + index)}`,
  operation: index % 2 === 0 ? 'searchCustomers' : 'placeOrder',
  ...(index % 7 === 3 ? { status: 422, outcome: 'invalid' } : { status: index % 2 === 0 ? 200 : 202, outcome: 'ok' }),
  // The oldest are of before that was noted.
  ...(index < 36 && { method: index % 2 === 0 ? 'GET' : 'POST', durationMs: index === 2 ? 12_400 : 12 + ((index * 17) % 60) }),
}));
