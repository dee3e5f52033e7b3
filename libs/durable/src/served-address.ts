import { once } from 'node:events';
import { connect } from 'node:net';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether somebody listens at an address. Of another host that cannot be said from here: it counts as served. */
export async function isServed(uri: string): Promise<boolean> {
  const { hostname, port } = new URL(uri);
  if (!loopback.has(hostname)) return true;
  const socket = connect(Number(port), hostname.replaceAll(/[[\]]/g, ''));
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}
