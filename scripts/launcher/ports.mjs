import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { portSettings } from './settings.mjs';
import { StartFailure } from './terminal.mjs';

/**
 * Where nobody named a port: below those that Linux takes for connections that go out (32768 and more, net.ipv4.ip_local_port_range),
 * or one that is free now is taken before its app listens, seconds later.
 */
const unnamed = { from: 20_000, below: 32_768 };
const tries = 100;

/** Ports that are free now, by name; 0 asks for any. Throws with the variable that changes a taken one. */
export async function choosePorts({ wanted, topology, databaseUrl, restate, sandbox, tlsFolder }) {
  const isUnused = (name) => (databaseUrl && name === 'postgres') || (restate && name.startsWith('restate')) || (!sandbox && name === 'sandbox');
  const own = topology === 'split' ? { portal: 0, erp: 0, crm: 0, orderToCash: 0, mobile: 0, bi: 0 } : {};
  if (tlsFolder) for (const name of ['web', ...Object.keys(own)]) own[`${name}Health`] = 0;
  const ports = {};
  const held = [];
  try {
    for (const [name, port] of Object.entries({ ...wanted, ...own })) {
      if (isUnused(name)) continue;
      const server = await listen(port).catch((error) => {
        if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
        // A further node's port follows the first one's.
        const [variable] = portSettings[name.replace(/\d+$/, '')];
        throw new StartFailure(`Port ${port} is taken. Set ${variable} to another one, for example:  ${variable}=${port + 1} npm start`);
      });
      held.push(server);
      ports[name] = server.address().port;
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
  return ports;
}

async function listen(port) {
  if (port !== 0) return listenAt(port);
  for (let left = tries; ; left -= 1) {
    try {
      return await listenAt(randomInt(unnamed.from, unnamed.below));
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

function listenAt(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
