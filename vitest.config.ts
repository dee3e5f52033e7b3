import { configDefaults, defineConfig } from 'vitest/config';
import { useMemoryForTemporaryFiles } from './test/temporary-files.js';

useMemoryForTemporaryFiles();

const conditions = ['@strata/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    setupFiles: ['./test/setup.ts'],
    pool: 'threads',
    isolate: false,
    // Not immediates: what waits for one waits for what has arrived, and no clock that is put forward brings that.
    fakeTimers: { toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] },
    projects: [
      {
        extends: true,
        // `*.real.spec.ts` want a real product: `npm run test:tryton` brings it.
        test: {
          name: 'unit',
          include: ['{apps,libs,scripts,bench,examples,test/chaos,test/deploy,test/governance}/**/*.{spec,e2e-spec}.ts'],
          exclude: [...configDefaults.exclude, '**/*.real.spec.ts'],
          globalSetup: ['./test/postgres.setup.mjs'],
          // Much here waits for a database, a socket or a clock: vitest's own choice leaves a machine of two cores half idle.
          maxWorkers: 3,
          // For machines that are busy with other things: nothing here should take a second.
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // Each file starts the launcher with all its processes, and mostly waits: two at a time, and patiently. A case has more
        // time than what it waits for, so that it is told what did not come.
        test: { name: 'e2e', include: ['test/e2e/**/*.e2e-spec.ts'], maxWorkers: 2, testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        // `npm run test:browser` brings a browser.
        test: { name: 'browser', include: ['test/browser/**/*.browser-spec.ts'], fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        // By hand: `npm run test:cluster`.
        test: { name: 'cluster', include: ['test/cluster/**/*.cluster-spec.ts'], fileParallelism: false },
      },
    ],
  },
});
