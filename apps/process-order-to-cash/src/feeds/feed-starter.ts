import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { faultText } from '#canonical';
import { ErpApi } from '#contracts';
import { DurableIngress, DurableState } from '#durable';
import { flowContext } from '../order/steps/step-runner.js';
import { masterDataFeedObjectName } from '../star/master-data-feed.js';
import { ProcessSettings } from '../process.settings.js';
import { feedObjectName } from './document-feed.js';
import { feedPlan, masterDataPlan } from './feed-plan.js';

const startAgainMs = 500;

/** Starts the feeds of every ERP, each system as soon as its capabilities are known. They are durable, so that starting them again is harmless. */
@Injectable()
export class FeedStarter implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Feed');
  private stopped = false;

  constructor(
    private readonly settings: ProcessSettings,
    private readonly ingress: DurableIngress,
    private readonly durable: DurableState,
    private readonly erp: ErpApi,
  ) {}

  onApplicationBootstrap(): void {
    for (const { systemId, pollEveryMs } of this.settings.erps) this.start(systemId, pollEveryMs).catch((error: unknown) => this.log.error(faultText(error)));
  }

  onModuleDestroy(): void {
    this.stopped = true;
  }

  private async start(systemId: string, pollEveryMs: number): Promise<void> {
    for (let started = false, tries = 0; !started && !this.stopped; tries += 1) {
      if (tries > 0) await setTimeout(startAgainMs);
      if (!this.durable.ready) continue;
      started = await this.sendStarts(systemId, pollEveryMs).catch((error: unknown) => {
        this.log.warn(`feeds of ${systemId} wait: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      });
    }
  }

  private async sendStarts(systemId: string, pollEveryMs: number): Promise<true> {
    const { value: capabilities } = await this.erp.capabilities(flowContext(), { systemId });
    for (const { resource, everyMs } of feedPlan(capabilities, pollEveryMs)) await this.ingress.send(feedObjectName, `${systemId}:${resource}`, 'start', { everyMs });
    for (const kind of masterDataPlan(capabilities)) await this.ingress.send(masterDataFeedObjectName, `${systemId}:${kind}`, 'start', { everyMs: this.settings.masterDataEveryMs });
    return true;
  }
}
