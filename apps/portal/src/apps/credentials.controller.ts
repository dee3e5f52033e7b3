import { Body, Controller, Delete, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { unprocessable, type CallContext } from '#canonical';
import { ApiRefusals, Ctx, OfAccount, Repeat } from '#edge';
import type { AccessClientRow } from '#store';
import { AddressLimits, tooManyCalls } from '../limits/address-limits.js';
import { CallerAddress } from '../limits/caller-address.js';
import { IssuerSettings } from '../oidc/issuer.settings.js';
import { accountOf } from '../session/browser-sessions.js';
import { AppCredentials, beyondApp, keyHasEnded, noProduction, tooManyKeys, unknownKey, type MadeKey } from './app-credentials.js';
import { ClientPath, KeyPath, NewKeyRequest, OverlapRequest } from './app.request.js';
import { keyView } from './app-views.js';
import { NewKeyView, NewSecretView } from './app.view.js';
import { appExample, credentialExample, keyExample, located } from './apps.examples.js';
import { PortalApps, unknownApp } from './portal-apps.js';

const noApp = { 'An app that there is not, or that is of somebody else': unknownApp(), 'Production that was not approved': noProduction() };
const tooMany = { 'Too many from one address': tooManyCalls(60_000) };
const newKeyExample = { key: keyExample, secret: `${keyExample.prefix}_k3Jf0mWq7b1h4pXoZ9s2vT6yL8cR5dNeGuAiHwQxEoM` };

/** Secrets and keys of the apps of who is signed in. Each is shown once. */
@ApiTags('Credentials')
@OfAccount()
@Controller('portal/v1/apps/:appId/:environment')
export class CredentialsController {
  constructor(
    private readonly apps: PortalApps,
    private readonly credentials: AppCredentials,
    private readonly settings: IssuerSettings,
    private readonly limits: AddressLimits,
    private readonly address: CallerAddress,
  ) {}

  @Post('secret')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A new secret; the one before stays good for a while' })
  @ApiOkResponse({ type: NewSecretView, example: { credential: credentialExample, previousUntil: '2026-03-02T10:00:00.000Z' } })
  @ApiBody({ type: OverlapRequest, required: false })
  @ApiRefusals({ ...noApp, ...tooMany })
  @Repeat('Send it again: the secret whose answer was lost stays good for a while, and the one before it no longer')
  async renewSecret(@Ctx() ctx: CallContext, @Param() path: ClientPath, @Body() { overlapHours }: OverlapRequest, @Req() request: FastifyRequest): Promise<NewSecretView> {
    const client = await this.clientOf(ctx, path, request);
    const { secret, previousUntil } = await this.credentials.renewSecret(client, overlapHours);
    const { clientId, environment, scopes } = client;
    return { credential: { environment, clientId, clientSecret: secret, tokenUrl: this.settings.tokenUrl, scopes }, ...(previousUntil && { previousUntil: previousUntil.toISOString() }) };
  }

  @Post('keys')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A new API key' })
  @ApiCreatedResponse({ type: NewKeyView, example: newKeyExample, headers: located(`/portal/v1/apps/${appExample.appId}/sandbox/keys/${keyExample.keyId}`) })
  @ApiRefusals({ ...noApp, 'A key too many': tooManyKeys(), 'A scope that the app has not got': unprocessable([beyondApp('analytics:read', 0, ['orders:read'])]), ...tooMany })
  @Repeat('Look at the app first: each call makes another key, and one whose answer was lost is best revoked')
  async createKey(@Ctx() ctx: CallContext, @Param() path: ClientPath, @Body() wanted: NewKeyRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<NewKeyView> {
    const client = await this.clientOf(ctx, path, request);
    return shown(path, await this.credentials.createKey(client, wanted), reply);
  }

  @Post('keys/:keyId/rotation')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Replaces a key by a new one; it stays good for a while' })
  @ApiCreatedResponse({ type: NewKeyView, example: newKeyExample, headers: located(`/portal/v1/apps/${appExample.appId}/sandbox/keys/${keyExample.keyId}`) })
  @ApiBody({ type: OverlapRequest, required: false })
  @ApiRefusals({ ...noApp, 'A key that there is not': unknownKey(), 'A key that has ended': keyHasEnded('revoked'), 'A key too many': tooManyKeys(), ...tooMany })
  @Repeat('Look at the app first: each call makes another key, and one whose answer was lost is best revoked')
  async rotateKey(@Ctx() ctx: CallContext, @Param() path: KeyPath, @Body() { overlapHours }: OverlapRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<NewKeyView> {
    const client = await this.clientOf(ctx, path, request);
    return shown(path, await this.credentials.rotateKey(client, path.keyId, overlapHours), reply);
  }

  @Delete('keys/:keyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revokes a key: it is out everywhere within 5 seconds' })
  @ApiNoContentResponse()
  @ApiRefusals({ ...noApp, 'A key that there is not': unknownKey() })
  async revokeKey(@Ctx() ctx: CallContext, @Param() { appId, environment, keyId }: KeyPath): Promise<void> {
    const app = await this.apps.one(accountOf(ctx), appId);
    await this.credentials.revokeKey(await this.credentials.client(app, environment), keyId);
  }

  private async clientOf(ctx: CallContext, { appId, environment }: ClientPath, request: FastifyRequest): Promise<AccessClientRow> {
    await this.limits.take('credentials', this.address.of(request));
    return this.credentials.client(await this.apps.one(accountOf(ctx), appId), environment);
  }
}

/** Where it is then is told too: the audit trail names the key by it. */
function shown({ appId, environment }: ClientPath, { key, text }: MadeKey, reply: FastifyReply): NewKeyView {
  void reply.header('location', `/portal/v1/apps/${appId}/${environment}/keys/${key.keyId}`);
  return { key: keyView(key, environment), secret: text };
}
