import { resolve } from 'node:path';
import { preview, build, type PreviewServer } from 'vite';

const configFile = resolve(import.meta.dirname, '../../examples/order-live/vite.config.ts');

/** The example page, built into a folder of its own and served on a free port; its API is that Strata's, with the credentials of its web shop. */
export async function serveExample({ baseUrl, home }: { baseUrl: string; home: string }, outDir: string): Promise<{ server: PreviewServer; url: string }> {
  process.env['STRATA_URL'] = baseUrl;
  process.env['STRATA_HOME'] = home;
  await build({ configFile, logLevel: 'warn', build: { outDir } });
  const server = await preview({ configFile, logLevel: 'warn', build: { outDir }, preview: { port: 0 } });
  return { server, url: server.resolvedUrls?.local[0] ?? '' };
}
