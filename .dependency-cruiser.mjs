import { readFileSync } from 'node:fs';

/** Who may import whom. Each rule is broken on purpose in scripts/import-rules.spec.ts. */

const pkg = '(?:libs/connectors/[^/]+|libs/(?!connectors/)[^/]+|apps/[^/]+)';
/** The doors that `imports` of package.json declares: `#edge` is libs/edge/src/index.ts. */
const { imports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const frontDoors = Object.values(imports).map((door) => `^${door['@strata/source'].slice('./'.length).replaceAll('.', '\\.').replace('*', '[^/]+')}$`);
const ours = '^(apps|libs|test|bench|examples|scripts)/';
const tests = ['\\.(spec|e2e-spec|fixture)\\.ts$', '/test/', '^(test|bench|examples|scripts)/', '^libs/connector-kit/src/(contract|fake)/'];
const outsidePackages = '^(test|bench|examples|scripts)/';

const lib = (name) => `^libs/${name}/`;
const connectorKit = [lib('canonical'), lib('http-out'), lib('resilience'), lib('connector-kit')];

/** A row of the table: what the files of `path` may import of ours, beside themselves. */
function row(name, path, may, comment, pathNot) {
  return { name, comment, severity: 'error', from: { path, ...(pathNot && { pathNot }) }, to: { path: ours, pathNot: may } };
}

const table = [
  ...['canonical', 'event-loop'].map((name) => row(`${name}-imports`, lib(name), [lib(name)], `${name} stands at the bottom: it imports npm packages only.`)),
  ...['http-out', 'resilience'].map((name) => row(`${name}-imports`, lib(name), ['event-loop', name].map(lib), `${name} imports event-loop.`)),
  row('connector-kit-imports', lib('connector-kit'), connectorKit, 'connector-kit imports canonical, http-out and resilience.'),
  row(
    'connectors-imports',
    '^(libs/connectors/[^/]+)/',
    ['^$1/', ...connectorKit],
    'A connector imports canonical, connector-kit, http-out and resilience, and no other connector, so that it can be used alone.',
  ),
  row('contracts-imports', lib('contracts'), ['canonical', 'http-out', 'contracts'].map(lib), 'contracts imports canonical and http-out.'),
  ...['durable', 'store'].map((name) => row(`${name}-imports`, lib(name), ['canonical', 'contracts', name].map(lib), `${name} imports canonical and contracts.`)),
  row('read-models-imports', lib('read-models'), ['canonical', 'store', 'read-models'].map(lib), 'read-models imports canonical and store.'),
  row('edge-imports', lib('edge'), ['canonical', 'event-loop', 'contracts', 'store', 'edge'].map(lib), 'edge imports canonical, event-loop, contracts and store.'),
  row(
    'system-apps-imports',
    '^(apps/system-[^/]+)/',
    ['^$1/', ...['canonical', 'contracts', 'connector-kit', 'resilience', 'http-out', 'edge', 'store', 'connectors'].map(lib)],
    'A system API imports canonical, contracts, connector-kit, resilience, http-out, edge and store; connectors by its registry.',
  ),
  row(
    'process-apps-imports',
    '^(apps/process-[^/]+)/',
    ['^$1/', ...['canonical', 'contracts', 'durable', 'store', 'read-models', 'edge'].map(lib)],
    'A process API imports canonical, contracts, durable, store, read-models and edge.',
  ),
  row(
    'experience-apps-imports',
    '^(apps/experience-[^/]+)/',
    // Its specs make a database to read: the door of tests is closed to everything else by another rule.
    ['^$1/', ...['canonical', 'contracts', 'resilience', 'read-models', 'edge'].map(lib), '^libs/store/src/spec-database\\.fixture\\.ts$'],
    'An experience API imports canonical, contracts, resilience, read-models and edge.',
  ),
  row('portal-imports', '^apps/portal/', ['^apps/portal/', ...['canonical', 'contracts', 'store', 'edge'].map(lib)], 'The portal imports canonical, contracts, store and edge.'),
  row('sandbox-imports', '^apps/sandbox/', ['^apps/sandbox/'], 'The sandbox imports npm packages only: it must not know what it is tested with.'),
  row('platform-imports', '^apps/platform/', ['^apps/', '^libs/(?!connectors/)'], 'The platform puts apps and libs together; connectors stay behind the system APIs.'),
  row('tests-imports', '^(test|bench|examples)/', ['^$1/', '^test/harness/', '^scripts/launcher/', ...frontDoors], 'Tests, benchmarks and examples enter packages by their front doors, and start them by the launcher or the harness of the tests.'),
  row('scripts-imports', '^scripts/', ['^scripts/'], 'Scripts import npm packages only: they run before anything is built.'),
];

const everywhere = [
  { name: 'no-cycles', comment: 'What needs each other belongs together, or stands on something below both.', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'no-app-imports-an-app',
    comment: 'APIs meet by contract; the platform alone puts them into one process.',
    severity: 'error',
    from: { path: '^(apps/[^/]+)/', pathNot: '^apps/platform/' },
    to: { path: '^apps/', pathNot: '^$1/' },
  },
  { name: 'no-lib-imports-an-app', comment: 'Apps stand on libs.', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
  {
    name: 'front-door',
    comment: 'A package is entered through its index.ts; by tests, connector-kit also through #connector-kit/contract, contracts, store and edge through their fixtures.',
    severity: 'error',
    from: { path: `^(${pkg})/` },
    to: { path: `^${pkg}/`, pathNot: ['^$1/', ...frontDoors] },
  },
  {
    name: 'front-door-from-outside',
    comment: 'Tests, benchmarks and scripts enter a package as everybody does.',
    severity: 'error',
    from: { path: outsidePackages },
    to: { path: `^${pkg}/`, pathNot: frontDoors },
  },
  {
    name: 'by-alias',
    comment: 'Another package is named by its alias, so that a built tree and the sources resolve alike.',
    severity: 'error',
    from: { path: `^(${pkg})/` },
    to: { path: `^${pkg}/`, pathNot: '^$1/', dependencyTypesNot: ['aliased-subpath-import'] },
  },
  {
    name: 'not-its-own-front-door',
    comment: 'Inside a package the file itself is imported: the index would draw everything in, and cycles with it.',
    severity: 'error',
    from: { path: `^(${pkg})/`, pathNot: '/test/' },
    to: { path: '^$1/src/index\\.ts$' },
  },
  {
    name: 'connectors-by-registry',
    comment: 'Which connectors there are is known in the generated registries alone: adding one changes nothing else.',
    severity: 'error',
    from: { path: `^(${pkg})/`, pathNot: '^apps/system-(erp|crm)/src/(erp|crm)-connectors\\.generated\\.ts$' },
    to: { path: '^libs/connectors/', pathNot: '^$1/' },
  },
  {
    name: 'no-nest-below',
    comment: 'The way out, the policies, what both stand on and the connectors work without Nest, as a library.',
    severity: 'error',
    from: { path: '^libs/(event-loop|http-out|resilience|connectors)/' },
    to: { path: '(^|/)@nestjs/' },
  },
  {
    name: 'canonical-describes-itself-only',
    comment: 'Of Nest, canonical needs the decorators of its documents and nothing else.',
    severity: 'error',
    from: { path: lib('canonical') },
    to: { path: '(^|/)@nestjs/(?!swagger/|swagger$)' },
  },
  {
    name: 'test-doors-in-tests',
    comment: 'The contract suite and the fixtures need the test runner, which no product carries.',
    severity: 'error',
    from: { pathNot: tests },
    to: { path: ['^libs/connector-kit/src/contract/', '\\.fixture\\.ts$'] },
  },
  {
    name: 'no-development-packages',
    comment: 'The image holds the production dependencies only.',
    severity: 'error',
    // What the pages are made of is built into their files.
    from: { path: '^(apps|libs)/', pathNot: [...tests, '^apps/portal/web/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
  },
  {
    name: 'packages-are-declared',
    comment: 'What is imported stands in package.json and can be found.',
    severity: 'error',
    from: {},
    // The checker cannot follow the exports of these, which are declared; the last is a file that the portal's pages are built with.
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'], pathNot: ['^(vite|@vitejs/plugin-react|react-router)(/dom)?$', '^scalar-bundle\\?url$'] },
  },
  {
    name: 'launcher-on-plain-node',
    comment: 'What runs before the install knows Node alone. ensure-database.mjs is started later, as a process of its own.',
    severity: 'error',
    from: { path: '^scripts/(launcher/|build/|test/|(start|demo|test|build)\\.mjs$)', pathNot: '^scripts/launcher/ensure-database\\.mjs$' },
    to: { pathNot: '^scripts/', dependencyTypesNot: ['core'] },
  },
];

/** A name that says nothing collects everything. Seen from the file, from its importers, and when it stands alone. */
const saysNothing = { path: '[/.-](utils?|helpers?|common|shared|misc)([/.]|$)', pathNot: 'node_modules' };
const names = [
  { from: saysNothing, to: {} },
  { from: {}, to: saysNothing },
  { from: { ...saysNothing, orphan: true }, to: {} },
].map((rule) => ({ name: 'names-that-say-something', comment: 'Nothing is called utils, helpers, common, shared or misc: a name says the business noun.', severity: 'error', ...rule }));

export default {
  forbidden: [...table, ...everywhere, ...names],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What is generated has names of its generator's.
    exclude: { path: ['^dist/', '^clients/[^/]+/src/generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['@strata/source', 'import', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] },
  },
};
