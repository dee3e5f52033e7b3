/** The upstream in a process of its own: an ERP that speaks S/4HANA's OData and a CRM that speaks Salesforce's REST API. */
import { serveParent } from '../worker.js';
import type { Behaviour } from './fate.js';
import { StubSystem } from './system.js';

export type SystemName = 'erp' | 'crm';

const systems: Record<SystemName, StubSystem> = { erp: new StubSystem(), crm: new StubSystem() };

const handlers = {
  /** Addresses of both. */
  listen: async () => ({ erp: await systems.erp.listen(), crm: await systems.crm.listen() }),
  /** What is left out is healthy. */
  behave: async ({ erp = {}, crm = {} }: { erp?: Partial<Behaviour>; crm?: Partial<Behaviour> }) => {
    await Promise.all([systems.erp.behave(erp), systems.crm.behave(crm)]);
  },
  /** What both were asked since the last look. */
  look: () => ({ erp: systems.erp.look(), crm: systems.crm.look() }),
};
export type StubHandlers = typeof handlers;

serveParent(handlers);
