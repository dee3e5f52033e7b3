export type { PermitLedger, Priority } from './budget.types.js';
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
