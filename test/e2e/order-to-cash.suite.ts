import { describe } from 'vitest';
import type { Topology } from '../harness/running-strata.js';
import { orderToPaidCases } from './cases/order-to-paid.cases.js';
import { TopologySuite } from './topology.suite.js';

const names: Record<Topology, string> = { one: 'in one process', split: 'with every app in its own process' };

/** What the product promises through its front door, whatever the topology. */
export function orderToCashSuite(topology: Topology): void {
  describe(`Strata ${names[topology]}`, () => {
    const suite = new TopologySuite(topology);
    orderToPaidCases(suite);
  });
}
