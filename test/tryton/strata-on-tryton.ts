import { parseDocument } from 'yaml';
import { demoConfig, RunningStrata } from '../harness/running-strata.js';

/** `options` of the connector as YAML, beside the database. */
const systems = (options: string) => `
  - id: tryton
    kind: erp
    environment: sandbox
    connector: tryton
    baseUrl: { env: TRYTON_URL }
    credentials: { user: { env: TRYTON_USER }, password: { env: TRYTON_PASSWORD } }
    options: { database: { env: TRYTON_DATABASE }${options && `, ${options}`} }
    pollEvery: 1000
  - id: sandbox-crm
    kind: crm
    environment: sandbox
    connector: salesforce
    baseUrl: { env: STRATA_SANDBOX_URL }
    credentials: { clientId: { value: strata }, clientSecret: { value: sandbox } }
`;

/** The whole product over the real Tryton, and a CRM of the sandbox. */
export async function strataOnTryton(options = ''): Promise<RunningStrata> {
  const config = await demoConfig((text) => {
    const document = parseDocument(text);
    document.setIn(['systems'], parseDocument(systems(options)).contents);
    // Its customers are of the sandbox's ERP.
    document.delete('portal');
    document.setIn(['orderToCash'], document.createNode({ recheckHoldsEvery: 500 }));
    return document.toString();
  });
  return RunningStrata.start({ config });
}
