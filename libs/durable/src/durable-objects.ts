import type { VirtualObjectDefinition } from '@restatedev/restate-sdk';

/** Token under which a module provides its durable objects, as an array. */
export const durableObjects = Symbol('strata:durable-objects');

// oxlint-disable-next-line typescript/no-explicit-any -- definitions differ in their handlers; the engine takes them all
export type DurableObject = VirtualObjectDefinition<string, any>;

/**
 * Options of every object. Journals are not kept after the end (our timeline is); an infrastructure fault is tried again
 * for hours before the invocation is paused, which is for our bugs.
 */
export const objectOptions = {
  journalRetention: 0,
  idempotencyRetention: { days: 7 },
  inactivityTimeout: { minutes: 2 },
  abortTimeout: { minutes: 2 },
  ingressPrivate: false,
  retryPolicy: { initialInterval: 100, exponentiationFactor: 2, maxInterval: { seconds: 10 }, maxAttempts: 2_000, onMaxAttempts: 'pause' },
} as const;
