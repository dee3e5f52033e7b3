import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallContext } from '#canonical';
import { ApiRefusals, Ctx, OfAccount, Repeat } from '#edge';
import { AddressLimits, tooManyCalls } from '../limits/address-limits.js';
import { CallerAddress } from '../limits/caller-address.js';
import { IssuerSettings } from '../oidc/issuer.settings.js';
import { accountOf } from '../session/browser-sessions.js';
import { AppChangeRequest, AppPath, NewAppRequest } from './app.request.js';
import { AppViews } from './app-views.js';
import { AppListView, NewAppView, OneAppView } from './app.view.js';
import { appExample, credentialExample, located } from './apps.examples.js';
import { PortalApps, tooManyApps, unknownApp } from './portal-apps.js';

const noApp = { 'An app that there is not, or that is of somebody else': unknownApp() };

/** The apps of who is signed in. */
@ApiTags('Apps')
@OfAccount()
@Controller('portal/v1/apps')
export class AppsController {
  constructor(
    private readonly apps: PortalApps,
    private readonly views: AppViews,
    private readonly settings: IssuerSettings,
    private readonly limits: AddressLimits,
    private readonly address: CallerAddress,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Your apps' })
  @ApiOkResponse({ type: AppListView, example: { apps: [appExample] } })
  async listApps(@Ctx() ctx: CallContext): Promise<AppListView> {
    return { apps: await this.views.of(await this.apps.of(accountOf(ctx))) };
  }

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Makes an app, with credentials for the sandbox at once' })
  @ApiCreatedResponse({ type: NewAppView, example: { app: appExample, credential: credentialExample }, headers: located(`/portal/v1/apps/${appExample.appId}`) })
  @ApiRefusals({ 'An app too many': tooManyApps(), 'Too many from one address': tooManyCalls(60_000) })
  @Repeat('Look at your apps first: each call makes another one')
  async createApp(@Ctx() ctx: CallContext, @Body() wanted: NewAppRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<NewAppView> {
    await this.limits.take('credentials', this.address.of(request));
    const { app, client, secret } = await this.apps.create(accountOf(ctx), wanted);
    void reply.header('location', `/portal/v1/apps/${app.appId}`);
    const [view] = await this.views.of([app]);
    return { app: view!, credential: { environment: 'sandbox', clientId: client.clientId, clientSecret: secret, tokenUrl: this.settings.tokenUrl, scopes: client.scopes } };
  }

  @Get(':appId')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'An app of yours' })
  @ApiOkResponse({ type: OneAppView, example: { app: appExample } })
  @ApiRefusals(noApp)
  async readApp(@Ctx() ctx: CallContext, @Param() { appId }: AppPath): Promise<OneAppView> {
    const [app] = await this.views.of([await this.apps.one(accountOf(ctx), appId)]);
    return { app: app! };
  }

  @Patch(':appId')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Changes what an app is called, or what is said of it' })
  @ApiOkResponse({ type: OneAppView, example: { app: appExample } })
  @ApiBody({ type: AppChangeRequest, required: false })
  @ApiRefusals(noApp)
  @Repeat('Send it again: it is as it says, however often it was said')
  async changeApp(@Ctx() ctx: CallContext, @Param() { appId }: AppPath, @Body() change: AppChangeRequest): Promise<OneAppView> {
    const [app] = await this.views.of([await this.apps.change(accountOf(ctx), appId, change)]);
    return { app: app! };
  }

  @Delete(':appId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Deletes an app, and revokes all its credentials' })
  @ApiNoContentResponse()
  @ApiRefusals(noApp)
  async deleteApp(@Ctx() ctx: CallContext, @Param() { appId }: AppPath): Promise<void> {
    await this.apps.remove(await this.apps.one(accountOf(ctx), appId));
  }
}
