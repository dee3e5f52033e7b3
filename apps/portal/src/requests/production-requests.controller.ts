import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { unprocessable, type CallContext } from '#canonical';
import { ApiRefusals, Ctx, OfAccount, OfOperator, Repeat, sealFor } from '#edge';
import { AppPath } from '../apps/app.request.js';
import { AppViews } from '../apps/app-views.js';
import { OneAppView } from '../apps/app.view.js';
import { appExample } from '../apps/apps.examples.js';
import { PortalApps, unknownApp } from '../apps/portal-apps.js';
import { accountOf } from '../session/browser-sessions.js';
import { subjectOfAccount } from '../sign-in/accounts.js';
import { ApprovalRequest, NewProductionRequest, ProductionRequestsQuery, RefusalRequest } from './production-request.request.js';
import { DecidedView, ProductionRequestListView, requestExample } from './production-request.view.js';
import { alreadyAsked, alreadyDecided, notForProduction, ProductionRequests, unknownRequest } from './production-requests.js';

const decisions = { 'An app that has not asked': unknownRequest(), 'A request that is decided': alreadyDecided('approved') };
const decidedAt = '2026-03-02T09:00:00.000Z';

@ApiTags('Production')
@Controller('portal/v1')
export class ProductionRequestsController {
  constructor(
    private readonly requests: ProductionRequests,
    private readonly apps: PortalApps,
    private readonly views: AppViews,
  ) {}

  @Post('apps/:appId/production-request')
  @OfAccount()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Asks for production credentials for an app of yours' })
  @ApiCreatedResponse({ type: OneAppView, example: { app: { ...appExample, productionRequest: { status: 'pending', purpose: requestExample.purpose, requestedAt: requestExample.requestedAt } } } })
  @ApiRefusals({ 'An app that there is not, or that is of somebody else': unknownApp(), 'It was asked before': alreadyAsked('pending') })
  @Repeat('Look at the app first: a request that landed stands there, and another one is refused with 409')
  async requestProduction(@Ctx() ctx: CallContext, @Param() { appId }: AppPath, @Body() wanted: NewProductionRequest): Promise<OneAppView> {
    const app = await this.apps.one(accountOf(ctx), appId);
    await this.requests.ask(app, wanted);
    const [view] = await this.views.of([app]);
    return { app: view! };
  }

  @Get('production-requests')
  @OfOperator()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who asks for production, the newest first, two hundred at most' })
  @ApiOkResponse({ type: ProductionRequestListView, example: { requests: [requestExample] } })
  async listProductionRequests(@Ctx() _: CallContext, @Query() { status }: ProductionRequestsQuery): Promise<ProductionRequestListView> {
    return { requests: await this.requests.list(status) };
  }

  @Post('production-requests/:appId/approval')
  @OfOperator()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Approves: the app has production credentials from now on' })
  @ApiOkResponse({ type: DecidedView, example: { request: { ...requestExample, status: 'approved', decidedAt } } })
  @ApiRefusals({ ...decisions, 'A customer of no system for production': unprocessable([notForProduction(0)]) })
  @Repeat('Look at the requests first: one that is decided is refused with 409')
  async approveProduction(@Ctx() ctx: CallContext, @Param() { appId }: AppPath, @Body() approval: ApprovalRequest, @Req() http: FastifyRequest): Promise<DecidedView> {
    const { request, ownerId } = await this.requests.approve(accountOf(ctx), appId, approval);
    sealFor(http, subjectOfAccount(ownerId));
    return { request };
  }

  @Post('production-requests/:appId/refusal')
  @OfOperator()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Refuses, and says why' })
  @ApiOkResponse({ type: DecidedView, example: { request: { ...requestExample, status: 'refused', decidedAt, reason: 'We know of no contract with you' } } })
  @ApiRefusals(decisions)
  @Repeat('Look at the requests first: one that is decided is refused with 409')
  async refuseProduction(@Ctx() ctx: CallContext, @Param() { appId }: AppPath, @Body() { reason }: RefusalRequest, @Req() http: FastifyRequest): Promise<DecidedView> {
    const { request, ownerId } = await this.requests.refuse(accountOf(ctx), appId, reason);
    sealFor(http, subjectOfAccount(ownerId));
    return { request };
  }
}
