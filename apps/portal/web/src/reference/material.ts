import { get, Problem } from '../api/client.js';
import type { Account, App, Client } from '../api/wire.js';
import { fitToTry, type TriedDocument } from './fit-to-try.js';
import { loadScalar } from './scalar.js';

/** All that a reference is made of. */
export interface Material {
  title: string;
  document: object;
  scalar: Awaited<ReturnType<typeof loadScalar>>;
  /** Of the newest app of who is signed in: a token is asked for with it. */
  clientId: string | undefined;
}

export async function loadMaterial(apiId: string): Promise<Material> {
  const [document, scalar, client] = await Promise.all([get<TriedDocument>(`/apis/${encodeURIComponent(apiId)}/document`), loadScalar(), ownClient()]);
  return { title: document.info.title, document: fitToTry(document, client?.customers[0]?.customerId), scalar, clientId: client?.clientId };
}

/** The reference is there without it: who is not signed in, or whom the portal refuses just now, pastes theirs. */
async function ownClient(): Promise<Client | undefined> {
  try {
    const { account } = await get<{ account?: Account | null }>('/session');
    if (!account) return undefined;
    const { apps } = await get<{ apps: App[] }>('/apps');
    return apps.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0]?.sandbox;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}
