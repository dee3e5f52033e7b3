import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const conditions = ['@strata/source'];

/** What runs against a real Tryton: one file at a time, since they share one ERP, and patiently, since it is slow. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['libs/connectors/tryton/test/**/*.real.spec.ts', 'test/tryton/**/*.tryton-spec.ts'],
    setupFiles: ['./test/setup.ts'],
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
