import { describe, expect, it } from 'vitest';
import { CrmApi } from './crm.api.js';
import { ErpApi } from './erp.api.js';
import { httpClientOf } from './http-contract.js';
import { operationsOf } from './operation.js';
import { orderToCashContracts } from './order-to-cash.contracts.js';
import { crmRoutes, erpRoutes, orderToCashRoutes } from './routes.generated.js';

const contracts = [
  { name: 'the ERP API', apis: [ErpApi], routes: erpRoutes },
  { name: 'the CRM API', apis: [CrmApi], routes: crmRoutes },
  { name: 'order to cash', apis: orderToCashContracts, routes: orderToCashRoutes },
];

describe.each(contracts)('$name over HTTP', ({ apis, routes }) => {
  const described = apis.flatMap((api) => operationsOf(api));

  it('has a route for every operation, and no other', () => {
    const operations = described.map(({ name }) => name);
    expect(operations).not.toEqual([]);
    expect(Object.keys(routes).toSorted()).toEqual(operations.toSorted());
  });

  it('has no two operations behind one route', () => {
    const places = Object.values(routes).map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('fills every place of a path from an argument', () => {
    for (const { path, parameters } of Object.values(routes)) {
      const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(places);
    }
  });

  it('reads by GET, which may be repeated; what is sent with a body and is safe says so in its name', () => {
    const safe = described.filter((operation) => operation.safe).map(({ name }) => name);
    const gets = Object.entries(routes).filter(([, { method }]) => method === 'get').map(([name]) => name);
    expect(safe.filter((name) => !name.startsWith('simulate')).toSorted()).toEqual(gets.toSorted());
  });
});

describe('a client of a contract', () => {
  it('is not made when an operation has no route', () => {
    const { systems: _, ...others } = erpRoutes;
    expect(() => httpClientOf(ErpApi, others, 'http://127.0.0.1:1')).toThrow('no route for ErpApi.systems: run npm run openapi');
  });
});
