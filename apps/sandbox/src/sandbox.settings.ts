import { resolve } from 'node:path';

/** Everything the sandbox can be told from outside. */
export interface SandboxSettings {
  /** TCP port; 0 takes a free one. */
  port: number;
  host: string;
  /** Folder that holds the state. */
  home: string;
  /** Milliseconds from goods issue to the ERP's own billing run taking the delivery. */
  billAfterMs: number;
  /** Milliseconds from billing to the customer's payment being cleared. */
  payAfterMs: number;
  /** User and password of the ERP's communication arrangement (basic authentication). */
  erpUser: string;
  erpPassword: string;
  /** Client credentials of the CRM's connected app. */
  crmClientId: string;
  crmClientSecret: string;
}

export class SettingsError extends Error {}

/** The one place that reads the environment. Throws SettingsError naming the variable and what was expected. */
export function sandboxSettings(env: NodeJS.ProcessEnv): SandboxSettings {
  return {
    port: wholeNumber(env, 'PORT', 4010, 65_535),
    host: env['HOST'] || '127.0.0.1',
    home: resolve(env['STRATA_SANDBOX_HOME'] || '.strata/sandbox'),
    billAfterMs: wholeNumber(env, 'SANDBOX_BILL_AFTER_MS', 1000, 86_400_000),
    payAfterMs: wholeNumber(env, 'SANDBOX_PAY_AFTER_MS', 1000, 86_400_000),
    erpUser: env['SANDBOX_ERP_USER'] || 'STRATA',
    erpPassword: env['SANDBOX_ERP_PASSWORD'] || 'sandbox',
    crmClientId: env['SANDBOX_CRM_CLIENT_ID'] || 'strata',
    crmClientSecret: env['SANDBOX_CRM_CLIENT_SECRET'] || 'sandbox',
  };
}

function wholeNumber(env: NodeJS.ProcessEnv, name: string, fallback: number, largest: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > largest) {
    throw new SettingsError(`${name} must be a whole number from 0 to ${largest}, not "${text}"`);
  }
  return value;
}
