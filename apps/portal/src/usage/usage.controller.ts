import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CallContext } from '#canonical';
import { ApiRefusals, Ctx, OfAccount } from '#edge';
import type { AccessClientRow } from '#store';
import { AppCredentials, noProduction } from '../apps/app-credentials.js';
import { ClientPath } from '../apps/app.request.js';
import { PortalApps, unknownApp } from '../apps/portal-apps.js';
import { accountOf } from '../session/browser-sessions.js';
import { ClientFigures } from './client-figures.js';
import { CallsQuery, UsageQuery } from './usage.request.js';
import { callsExample, CallListView, usageExample, UsageView } from './usage.view.js';

const refusals = { 'An app that there is not, or that is of somebody else': unknownApp(), 'No production credentials': noProduction() };

/** What the apps of who is signed in call. */
@ApiTags('Usage')
@OfAccount()
@Controller('portal/v1/apps/:appId/:environment')
export class UsageController {
  constructor(
    private readonly apps: PortalApps,
    private readonly credentials: AppCredentials,
    private readonly figures: ClientFigures,
  ) {}

  @Get('usage')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What an app of yours called, how that went, and what is left of its plan; some seconds late' })
  @ApiOkResponse({ type: UsageView, example: usageExample })
  @ApiRefusals(refusals)
  async readUsage(@Ctx() ctx: CallContext, @Param() path: ClientPath, @Query() { days = 7 }: UsageQuery): Promise<UsageView> {
    return this.figures.usage(await this.clientOf(ctx, path), days);
  }

  @Get('calls')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The last calls of an app of yours, each with the id that its answer carried' })
  @ApiOkResponse({ type: CallListView, example: callsExample })
  @ApiRefusals(refusals)
  async listCalls(@Ctx() ctx: CallContext, @Param() path: ClientPath, @Query() { limit = 50 }: CallsQuery): Promise<CallListView> {
    return { calls: await this.figures.calls(await this.clientOf(ctx, path), limit) };
  }

  private async clientOf(ctx: CallContext, { appId, environment }: ClientPath): Promise<AccessClientRow> {
    return this.credentials.client(await this.apps.one(accountOf(ctx), appId), environment);
  }
}
