import { errors, Provider, type Adapter, type AdapterFactory } from 'oidc-provider';
import type { DataSource } from 'typeorm';
import type { MasterKey } from '#store';
import { Artifacts } from './artifacts.js';
import { metadataOf, type KnownClients } from './known-clients.js';

/** What oidc-provider keeps things with: clients as we know them, everything else in one table. */
export function artifactAdapters(db: DataSource, masterKey: MasterKey, clients: KnownClients): AdapterFactory {
  return (model) => (model === 'Client' ? clientAdapter(clients) : artifactAdapter(new Artifacts(db, masterKey, model)));
}

/** Where an app brings people, and takes them away again. */
const peoplesPath = /^\/(?:auth|session)(?:\/|$)/i;

/** Clients are registered elsewhere: they are only found here. */
function clientAdapter(clients: KnownClients): Adapter {
  const refuse = async (): Promise<void> => {
    throw new Error('clients are not written by the issuer');
  };
  const nobody = async (): Promise<undefined> => undefined;
  return {
    find: async (id) => {
      const client = await clients.find(id);
      // A client that brings nobody is nobody there: its id cannot be told from one that somebody made up.
      const isOutOfPlace = client?.kind !== 'person' && peoplesPath.test(Provider.ctx?.path ?? '');
      return client && !isOutOfPlace ? metadataOf(client) : undefined;
    },
    findByUid: nobody,
    findByUserCode: nobody,
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  };
}

function artifactAdapter(artifacts: Artifacts): Adapter {
  return {
    upsert: (id, payload, expiresIn) => artifacts.upsert(id, payload, expiresIn),
    find: (id) => artifacts.find(id),
    findByUid: (uid) => artifacts.findByUid(uid),
    // Devices that are typed into are not served.
    findByUserCode: async () => undefined,
    // oidc-provider looks first and consumes later: two exchanges of one code at once both get here.
    consume: async (id) => {
      if (!(await artifacts.consume(id))) throw new errors.InvalidGrant('already consumed');
    },
    destroy: (id) => artifacts.destroy(id),
    revokeByGrantId: (grantId) => artifacts.revokeByGrantId(grantId),
  };
}
