import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { scalarBundle } from './scalar-bundle.js';

const outDir = resolve(import.meta.dirname, '../../../dist/apps/portal/web');
/** Bytes of a file that is worth compressing. */
const smallestCompressed = 1_024;

/** Files are compressed here, once, and not as they are asked for. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  closeBundle: {
    sequential: true,
    order: 'post',
    handler() {
      const texts = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(js|css|html|svg)$/.test(file));
      for (const file of texts) {
        const path = join(outDir, file);
        const content = readFileSync(path);
        if (content.length < smallestCompressed) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
        writeFileSync(`${path}.gz`, gzipSync(content));
      }
    },
  },
};

/** While pages are changed: Vite shows them, a running Strata answers their calls. */
const target = process.env['STRATA_URL'] ?? 'http://127.0.0.1:3000';
const proxied = Object.fromEntries(['/portal/v1', '/web', '/oidc'].map((path) => [path, { target }]));

/** The reference is a page of its own, since it needs another policy. */
const pages = ['index.html', 'reference.html'].map((page) => resolve(import.meta.dirname, page));

export default defineConfig(async () => ({
  root: import.meta.dirname,
  base: '/portal/',
  plugins: [react(), compressed],
  resolve: { alias: { 'scalar-bundle?url': `${await scalarBundle()}?url` }, conditions: ['@strata/source', ...defaultClientConditions] },
  server: { host: '127.0.0.1', proxy: proxied },
  build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900, rolldownOptions: { input: pages } },
  clearScreen: false,
}));
