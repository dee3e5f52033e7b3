import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type ProxyOptions } from 'vite';

/** Strata is reached through this server, so that the page and its API have one origin. */
const target = process.env['STRATA_URL'] ?? 'http://127.0.0.1:3000';
const proxy: Record<string, ProxyOptions> = {
  '/web': {
    target,
    changeOrigin: true,
    // A stream whose server went away ends for the page too, which then asks again.
    configure: (server) => server.on('proxyRes', (upstream, _request, response) => upstream.on('close', () => !upstream.complete && response.destroy())),
  },
};
const host = '127.0.0.1';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { alias: { '@strata/client': resolve(import.meta.dirname, '../../clients/typescript/src/index.ts') } },
  server: { host, proxy },
  preview: { host, proxy },
  build: { emptyOutDir: true },
  clearScreen: false,
});
