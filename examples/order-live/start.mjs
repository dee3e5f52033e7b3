// Behind `npm run example`: the page with its own server, which takes a change of its sources at once.
import { resolve } from 'node:path';
import { createServer } from 'vite';

const server = await createServer({ configFile: resolve(import.meta.dirname, 'vite.config.ts') });
await server.listen();
server.printUrls();
