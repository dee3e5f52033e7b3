import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Connect, type Plugin, type ProxyOptions } from 'vite';
import { demoTokens } from '../../scripts/launcher/demo-tokens.mjs';

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

/** The page itself holds no credentials: its server adds those of the demo's web shop, as the back end of yours would. */
const signIn = ({ middlewares }: { middlewares: Connect.Server }): void => {
  const token = demoTokens(process.env['STRATA_HOME'] ?? resolve(import.meta.dirname, '../../.strata')).as('web');
  const forward = async (request: Connect.IncomingMessage, next: Connect.NextFunction): Promise<void> => {
    try {
      const value = await token();
      if (value !== undefined) request.headers.authorization = `Bearer ${value}`;
      next();
    } catch (error) {
      next(error);
    }
  };
  middlewares.use('/web', (request, _response, next) => void forward(request, next));
};
const signedIn: Plugin = { name: 'signed-in', configureServer: signIn, configurePreviewServer: signIn };

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), signedIn],
  resolve: { alias: { '@strata/client': resolve(import.meta.dirname, '../../clients/typescript/src/index.ts') } },
  server: { host, proxy },
  preview: { host, proxy },
  build: { emptyOutDir: true },
  clearScreen: false,
});
