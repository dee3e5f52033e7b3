export type { Demand, LeaseGrant, LeaseRequest, PermitLedger, Priority, SpentBudget } from './budget.types.js';
export { eachRequest } from './each-request.js';
export { createPolicies } from './policies.js';
export type {
  Attempt,
  CallScope,
  CircuitState,
  ErrorRules,
  FailureDetails,
  GuardedAnswer,
  GuardedOperation,
  Policies,
  PoliciesState,
  PolicyRules,
  ResilienceEvent,
} from './policies.types.js';
export { defaultSettings, type ResilienceOverrides, type ResilienceSettings } from './resilience.settings.js';
