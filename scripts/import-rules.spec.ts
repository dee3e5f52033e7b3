import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Each rule broken by one line: the rule, the file that breaks it, its text. `x` is a connector, `y` another one. */
const broken: [rule: string, file: string, text: string][] = [
  ['canonical-imports', 'libs/canonical/src/bad.ts', "import '#http-out';"],
  ['event-loop-imports', 'libs/event-loop/src/bad.ts', "import '#canonical';"],
  ['http-out-imports', 'libs/http-out/src/bad.ts', "import '#canonical';"],
  ['resilience-imports', 'libs/resilience/src/bad.ts', "import '#canonical';"],
  ['connector-kit-imports', 'libs/connector-kit/src/bad.ts', "import '#contracts';"],
  ['connectors-imports', 'libs/connectors/x/src/store.ts', "import '#store';"],
  ['connectors-imports', 'libs/connectors/x/src/other.ts', "import '#connectors/y';"],
  ['contracts-imports', 'libs/contracts/src/bad.ts', "import '#edge';"],
  ['durable-imports', 'libs/durable/src/bad.ts', "import '#store';"],
  ['store-imports', 'libs/store/src/bad.ts', "import '#read-models';"],
  ['read-models-imports', 'libs/read-models/src/bad.ts', "import '#contracts';"],
  ['edge-imports', 'libs/edge/src/bad.ts', "import '#durable';"],
  ['system-apps-imports', 'apps/system-erp/src/bad.ts', "import '#durable';"],
  ['process-apps-imports', 'apps/process-order-to-cash/src/bad.ts', "import '#connector-kit';"],
  ['experience-apps-imports', 'apps/experience-web/src/bad.ts', "import '#store';"],
  ['portal-imports', 'apps/portal/src/bad.ts', "import '#durable';"],
  ['sandbox-imports', 'apps/sandbox/src/bad.ts', "import '#canonical';"],
  ['platform-imports', 'apps/platform/src/bad.ts', "import '#connectors/x';"],
  ['tests-imports', 'test/bad.ts', "import '../libs/edge/src/inside.js';"],
  ['scripts-imports', 'scripts/bad.ts', "import '../libs/canonical/src/index.js';"],
  ['no-cycles', 'libs/edge/src/one.ts', "import { two } from './two.js'; export const one = () => two;"],
  ['no-cycles', 'libs/edge/src/type-one.ts', "import type { Two } from './type-two.js'; export interface One { two?: Two }"],
  ['no-app-imports-an-app', 'apps/system-crm/src/bad.ts', "import '#apps/system-erp';"],
  ['no-lib-imports-an-app', 'libs/edge/src/bad-app.ts', "import '#apps/system-erp';"],
  ['front-door', 'libs/contracts/src/bad-door.ts', "import '../../canonical/src/inside.js';"],
  ['front-door-from-outside', 'test/bad-door.ts', "import '../apps/platform/src/inside.js';"],
  ['by-alias', 'libs/contracts/src/bad-alias.ts', "import '../../canonical/src/index.js';"],
  ['not-its-own-front-door', 'libs/edge/src/bad-index.ts', "import './index.js';"],
  ['not-its-own-front-door', 'libs/store/src/bad-index.ts', "import '#store';"],
  ['connectors-by-registry', 'apps/system-erp/src/bad-connector.ts', "import '#connectors/x';"],
  ['no-nest-below', 'libs/event-loop/src/bad-nest.ts', "import '@nestjs/common';"],
  ['no-nest-below', 'libs/http-out/src/bad-nest.ts', "import '@nestjs/common';"],
  ['no-nest-below', 'libs/resilience/src/bad-nest.ts', "import type { Type } from '@nestjs/common'; export type T = Type;"],
  ['no-nest-below', 'libs/connectors/x/src/bad-nest.ts', "import '@nestjs/common';"],
  ['canonical-describes-itself-only', 'libs/canonical/src/bad-nest.ts', "import '@nestjs/common';"],
  ['test-doors-in-tests', 'libs/connectors/x/src/bad-suite.ts', "import '#connector-kit/contract';"],
  ['test-doors-in-tests', 'libs/edge/src/bad-fixture.ts', "import './clock.fixture.js';"],
  ['no-development-packages', 'libs/edge/src/bad-dev.ts', "import 'vitest';"],
  ['packages-are-declared', 'libs/edge/src/bad-npm.ts', "import 'left-pad';"],
  ['launcher-on-plain-node', 'scripts/launcher/bad.mjs', "import 'axios';"],
  ['names-that-say-something', 'libs/edge/src/utils/alone.ts', 'export {};'],
  ['names-that-say-something', 'libs/edge/src/date-helpers.ts', "import 'axios';"],
  ['names-that-say-something', 'libs/edge/src/uses-shared.ts', "import './shared.js';"],
];

/** What the rules let through, beside the front doors of all packages. */
const allowed: [file: string, text: string][] = [
  ['libs/canonical/src/described.ts', "import '@nestjs/swagger';"],
  ['libs/connectors/x/src/connector.ts', "import '#connector-kit'; import '#http-out'; import '#canonical'; import '#resilience'; import 'axios'; import 'node:fs';"],
  ['libs/connectors/x/test/x.contract.spec.ts', "import '../src/index.js'; import '#connector-kit/contract'; import 'vitest';"],
  ['libs/edge/src/edge.spec.ts', "import 'vitest'; import './clock.fixture.js';"],
  ['apps/system-erp/src/erp-connectors.generated.ts', "import '#connectors/x'; import '#connectors/y';"],
  ['apps/platform/src/platform.ts', "import '#apps/system-erp'; import '#apps/experience-web'; import '#edge';"],
  ['apps/experience-web/src/page.ts', "import '#read-models'; import '#resilience'; import '#contracts';"],
  ['test/e2e/flow.e2e-spec.ts', "import '../../scripts/launcher/ports.mjs'; import '../../libs/canonical/src/index.js';"],
  ['scripts/launcher/ports.mjs', "import 'node:net';"],
  ['scripts/start.mjs', "import './launcher/ports.mjs';"],
];

const partners: [file: string, text: string][] = [
  ...['libs/edge', 'libs/canonical', 'apps/platform'].map((folder): [string, string] => [`${folder}/src/inside.ts`, 'export const inside = 1;']),
  ['libs/connector-kit/src/contract/index.ts', "import 'vitest';"],
  ['libs/edge/src/two.ts', "import { one } from './one.js'; export const two = () => one;"],
  ['libs/edge/src/type-two.ts', "import type { One } from './type-one.js'; export interface Two { one?: One }"],
  ['libs/edge/src/shared.ts', 'export {};'],
  ['libs/edge/src/clock.fixture.ts', "import 'vitest';"],
];

const root = join(import.meta.dirname, '..');
const libs = ['canonical', 'event-loop', 'contracts', 'http-out', 'connector-kit', 'resilience', 'durable', 'store', 'read-models', 'edge', 'connectors/x', 'connectors/y'].map((name) => `libs/${name}`);
const apps = ['platform', 'system-erp', 'system-crm', 'process-order-to-cash', 'experience-web', 'experience-bi', 'portal', 'sandbox'].map((name) => `apps/${name}`);
const npm = ['@nestjs/common', '@nestjs/swagger', 'axios', 'vitest'];

describe('the import rules', () => {
  let tree: string;
  let rules: string[];
  let violations: { rule: string; from: string }[];

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'strata-imports-'));
    for (const file of ['package.json', 'tsconfig.json']) copyFileSync(join(root, file), join(tree, file));
    for (const name of npm) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
    }
    for (const folder of [...libs, ...apps]) write(`${folder}/src/index.ts`, 'export const door = 1;');
    for (const [file, text] of [...partners, ...allowed]) write(file, text);
    for (const [, file, text] of broken) write(file, text);
    cruise();
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${text}\n`);
  }

  /** As `npm run imports` does, in a tree of one file a breach. */
  function cruise(): void {
    const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const args = ['apps', 'libs', 'test', 'scripts', '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'];
    const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: tree, encoding: 'utf8', maxBuffer: 64e6 });
    if (!stdout) throw new Error(stderr);
    const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[]; ruleSetUsed: { forbidden: { name: string }[] } } };
    rules = summary.ruleSetUsed.forbidden.map(({ name }) => name);
    violations = summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  }

  it.each(broken)('%s stops %s: %s', (rule, file) => {
    expect(violations).toContainEqual({ rule, from: file });
  });

  it('have each been broken here', () => {
    expect(new Set(broken.map(([rule]) => rule))).toEqual(new Set(rules));
  });

  it.each(allowed)('let %s pass: %s', (file) => {
    expect(violations.filter(({ from }) => from === file)).toEqual([]);
  });
});
