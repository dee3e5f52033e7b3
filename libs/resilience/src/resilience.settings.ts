export interface ResilienceSettings {
  breaker: {
    /** The circuit opens when this share of the last `calls` failed, */
    failureShare: number;
    calls: number;
    /** and at least so many were made. */
    leastCalls: number;
    /** What happens within so many ms is one moment, in which it does not open. */
    momentMs: number;
    /** How long, in ms, it stays open before one call may try. */
    openMs: number;
  };
  /** The same of safe operations, each try of which counts. */
  readBreaker: ResilienceSettings['breaker'];
  /** How long the read that tries an open circuit waits at least, in ms. */
  trialMs: number;
  retry: {
    /** Tries of a safe operation, the first among them. */
    tries: number;
    firstDelayMs: number;
    maxDelayMs: number;
    /** First pause of a caller who waits for a screen. */
    screenDelayMs: number;
    /** Retries for screens and exports per call, on the whole, */
    share: number;
    /** and so many at once; left out, at least as many as may be in flight, since those may all fail in one moment. */
    burst: number;
  };
  hedge: {
    /** Hedges per call, on the whole, */
    share: number;
    /** and so many at once. */
    burst: number;
    /** No hedge starts sooner: a second call costs more than such a wait. */
    leastDelayMs: number;
  };
  /** What an operation's `tryMs: 'observed'` gives a try: so many times its 95th percentile, and at least this. */
  observedTry: { times: number; leastMs: number };
  bulkhead: {
    /** Calls in flight to the system at most, over all operations. */
    inFlight: number;
    /** Calls of each priority that may wait for their turn; the next one is refused. */
    waiting: number;
  };
  budget: {
    /** Calls that may begin in any second, over all replicas; left out, as many as fit in flight. */
    callsPerSecond?: number;
    /** Processes that share it: what each may do by itself while they cannot ask each other. */
    replicas: number;
  };
  cache: {
    /** Answers kept per system, the least used leave first. */
    entries: number;
  };
  /** The call ends by its own deadline; one that does not is given up so many ms later. */
  guardMs: number;
}

export const defaultSettings: ResilienceSettings = {
  // A window of calls, not of time: it judges a busy and a quiet operation alike.
  breaker: { failureShare: 0.5, calls: 20, leastCalls: 5, momentMs: 0, openMs: 5_000 },
  // Of a system that fails every eighth request, a read of three fails in every fourth try: of 20 tries more than 0.6 once
  // in 3 000 starts, of 40 never. Then the retries are the cure. A read costs a system next to nothing, and somebody waits
  // for it: it is tried each second. A busy system that stands still for longer than a try fails more than 40 calls at once,
  // and is back with the next ones.
  readBreaker: { failureShare: 0.6, calls: 40, leastCalls: 20, momentMs: 250, openMs: 1_000 },
  trialMs: 750,
  retry: { tries: 3, firstDelayMs: 50, maxDelayMs: 250, screenDelayMs: 8, share: 0.5, burst: 50 },
  hedge: { share: 0.1, burst: 10, leastDelayMs: 25 },
  observedTry: { times: 4, leastMs: 500 },
  bulkhead: { inFlight: 32, waiting: 512 },
  budget: { replicas: 1 },
  cache: { entries: 5_000 },
  guardMs: 1_000,
};

/** What a system sets of its own; the rest is the default. */
export type ResilienceOverrides = { [K in keyof ResilienceSettings]?: ResilienceSettings[K] extends object ? Partial<ResilienceSettings[K]> : ResilienceSettings[K] };

export function settingsFrom(overrides: ResilienceOverrides): ResilienceSettings {
  return {
    breaker: { ...defaultSettings.breaker, ...overrides.breaker },
    readBreaker: { ...defaultSettings.readBreaker, ...overrides.breaker, ...overrides.readBreaker },
    trialMs: overrides.trialMs ?? defaultSettings.trialMs,
    retry: { ...defaultSettings.retry, burst: Math.max(defaultSettings.retry.burst, overrides.bulkhead?.inFlight ?? 0), ...overrides.retry },
    hedge: { ...defaultSettings.hedge, ...overrides.hedge },
    observedTry: { ...defaultSettings.observedTry, ...overrides.observedTry },
    bulkhead: { ...defaultSettings.bulkhead, ...overrides.bulkhead },
    budget: { ...defaultSettings.budget, ...overrides.budget },
    cache: { ...defaultSettings.cache, ...overrides.cache },
    guardMs: overrides.guardMs ?? defaultSettings.guardMs,
  };
}
