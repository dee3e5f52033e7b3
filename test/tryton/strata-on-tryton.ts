import { RunningStrata } from '../harness/running-strata.js';

/** `options` of the connector as YAML, beside the database. */
const config = (options: string) => `
systems:
  - id: tryton
    kind: erp
    connector: tryton
    baseUrl: { env: TRYTON_URL }
    credentials: { user: { env: TRYTON_USER }, password: { env: TRYTON_PASSWORD } }
    options: { database: { env: TRYTON_DATABASE }${options && `, ${options}`} }
    pollEvery: 1000
  - id: sandbox-crm
    kind: crm
    connector: salesforce
    baseUrl: { env: STRATA_SANDBOX_URL }
    credentials: { clientId: { value: strata }, clientSecret: { value: sandbox } }
database: { url: { env: DATABASE_URL } }
restate:
  ingress: { env: RESTATE_INGRESS_URL }
  admin: { env: RESTATE_ADMIN_URL }
  identityKey: { env: RESTATE_IDENTITY_KEY }
  workerPort: { env: STRATA_WORKER_PORT }
orderToCash: { recheckHoldsEvery: 500 }
`;

/** The whole product over the real Tryton, and a CRM of the sandbox. */
export function strataOnTryton(options = ''): Promise<RunningStrata> {
  return RunningStrata.start({ config: config(options) });
}
