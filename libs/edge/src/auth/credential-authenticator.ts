import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Principal } from '#canonical';
import { decodePrincipal, principalHeader } from '#contracts';
import type { AccessKey } from '#store';
import type { Admission } from './admission.js';
import { apiKeyOf, isSecretOf, type ShownKey } from './api-key.js';
import { Authenticator } from './authenticator.js';
import type { ClientDirectory, ClientStanding } from './client-directory.js';
import { credentialOf, type Credential } from './credentials.js';
import type { DpopProofs } from './dpop-proofs.js';
import type { Principals } from './principals.js';
import { bound, expired, malformed, refused } from './refusals.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

type ShownToken = Extract<Credential, { token: string }>;

/** A principal as it was made last, and of what: it is the same object until something about it changes. */
interface Made {
  of: ClientStanding | AccessKey | undefined;
  admission: Admission;
}

/** Lets in who shows an access token or an API key, and tells for whom a process of ours calls. */
export class CredentialAuthenticator extends Authenticator {
  private readonly made = new WeakMap<VerifiedToken | AccessKey, Made>();
  /** By the text of the header. */
  private readonly calledFor = new LRUCache<string, Principal>({ max: 1_000 });

  constructor(
    private readonly tokens: TokenVerifier,
    private readonly clients: ClientDirectory,
    private readonly principals: Principals,
    private readonly proofs: DpopProofs,
  ) {
    super();
  }

  authenticate(request: FastifyRequest): Admission | Promise<Admission> {
    const credential = credentialOf(request);
    if ('apiKey' in credential || credential.scheme === 'bearer') return this.admissionOf(credential, request);
    return this.proven(credential, request);
  }

  override again(request: FastifyRequest): Admission | Promise<Admission> {
    return this.admissionOf(credentialOf(request), request);
  }

  /** Last of all: a proof is used up by a call that is let in, and no other. */
  private async proven(credential: ShownToken, request: FastifyRequest): Promise<Admission> {
    const token = this.tokens.known(credential.token) ?? (await this.tokens.verify(credential.token));
    const admission = await this.byToken(token, credential, request);
    await this.proofs.check(request, credential.token, token.jkt!);
    return admission;
  }

  private admissionOf(credential: Credential, request: FastifyRequest): Admission | Promise<Admission> {
    if ('apiKey' in credential) return this.byKey(credential.apiKey, request.headers[principalHeader]);
    const known = this.tokens.known(credential.token);
    return known ? this.byToken(known, credential, request) : this.tokens.verify(credential.token).then((token) => this.byToken(token, credential, request));
  }

  private byToken(token: VerifiedToken, { scheme }: ShownToken, request: FastifyRequest): Admission | Promise<Admission> {
    if ((token.jkt === undefined) !== (scheme === 'bearer')) throw scheme === 'bearer' ? bound() : refused();
    const header = request.headers[principalHeader];
    const client = token.issuer.qualifier === undefined ? this.clients.client(token.clientId) : undefined;
    return client instanceof Promise ? client.then((found) => this.ofToken(token, found, header)) : this.ofToken(token, client, header);
  }

  private ofToken(token: VerifiedToken, client: ClientStanding | undefined, header: string | string[] | undefined): Admission {
    if (client === undefined ? token.issuer.isEmbedded : client.revoked || (client.dpopBound && token.jkt === undefined)) throw refused();
    const isOurs = (client?.kind ?? token.kind) === 'service';
    const own = this.remade(token, client, () => ({ principal: this.principals.ofToken(token, client), ...(isOurs && { isOurs }) }));
    if (header === undefined) return own;
    // Only a process of ours is believed whom it calls for.
    if (!isOurs) throw refused();
    return { principal: this.namedBy(header), actor: { id: own.principal.id, scopes: own.principal.scopes }, isOurs };
  }

  private byKey(text: string, header: string | string[] | undefined): Admission | Promise<Admission> {
    const shown = apiKeyOf(text);
    if (!shown) throw malformed();
    if (header !== undefined) throw refused();
    const key = this.clients.key(shown.keyId);
    return key instanceof Promise ? key.then((found) => this.ofKey(shown, found)) : this.ofKey(shown, key);
  }

  private ofKey(shown: ShownKey, key: AccessKey | undefined): Admission {
    if (!key || !isSecretOf(key.secretHash, shown.secret) || key.client.environment !== shown.environment) throw refused();
    if (key.revoked || key.client.revoked || key.client.dpopBound) throw refused();
    if (key.expiresAt.getTime() <= Date.now()) throw expired();
    this.clients.noteUse(key.keyId);
    return this.remade(key, key, () => ({ principal: this.principals.ofKey(key) }));
  }

  private remade(credential: VerifiedToken | AccessKey, of: Made['of'], make: () => Admission): Admission {
    const before = this.made.get(credential);
    if (before?.of === of && before) return before.admission;
    const admission = make();
    this.made.set(credential, { of, admission });
    return admission;
  }

  private namedBy(header: string | string[]): Principal {
    const text = String(header);
    const known = this.calledFor.get(text);
    if (known) return known;
    const principal = decodePrincipal(text);
    if (!principal) throw malformed();
    this.calledFor.set(text, principal);
    return principal;
  }
}
