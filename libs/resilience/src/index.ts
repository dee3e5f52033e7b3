export { createPolicies, type Policies, type PoliciesState, type PolicyRules } from './policies.js';
export type { Attempt, CallScope, CircuitState, ErrorRules, FailureDetails, GuardedAnswer, GuardedOperation, ResilienceEvent } from './policies.types.js';
export { defaultSettings, type ResilienceOverrides, type ResilienceSettings } from './resilience.settings.js';
