import { defineConfig } from 'vitest/config';

const conditions = ['@strata/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['{apps,libs,scripts,test}/**/*.{spec,e2e-spec}.ts'],
    setupFiles: ['./test/setup.ts'],
    pool: 'threads',
    isolate: false,
  },
});
