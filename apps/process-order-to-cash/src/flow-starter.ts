import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { faultText } from '#canonical';
import { DurableIngress, DurableState } from '#durable';
import { Draining, Readiness } from '#edge';
import { crmNotesObjectName } from './crm/crm-notes.object.js';
import { dispatchObjectName } from './dispatch/dispatch.object.js';
import { paymentWatchEveryMs, paymentWatchObjectName } from './payments/payment.watch.js';
import { sweeperObjectName } from './placement/placement-sweeper.js';
import { ProcessSettings } from './process.settings.js';
import { reconciliationObjectName } from './reconciliation/reconciliation.object.js';
import { starFeedEveryMs, starFeedObjectName } from './star/star-feed.js';
import { pausedWorkEveryMs, pausedWorkObjectName } from './work-list/paused-work.watch.js';

/** ms between two looks at what the CRM is to be told. */
const crmNotesEveryMs = 500;

/** The ingress may open later than the engine says that it is ready. */
const startAgainMs = 500;

/** Starts what runs without being asked, but for feeds: dispatchers, the sweeper, comparisons, and what tells the CRM. They are durable, so that starting them again is harmless. */
@Injectable()
export class FlowStarter implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Flow');
  private started = false;
  private stopped = false;

  constructor(
    private readonly settings: ProcessSettings,
    private readonly ingress: DurableIngress,
    private readonly durable: DurableState,
    readiness: Readiness,
    draining: Draining,
  ) {
    draining.require('durable engine', () => durable.handOver());
    readiness.require('restate', async () => {
      if (!this.started) throw new Error('the durable engine does not run our objects yet');
    });
  }

  onApplicationBootstrap(): void {
    this.start().catch((error: unknown) => this.log.error(faultText(error)));
  }

  onModuleDestroy(): void {
    this.stopped = true;
  }

  private async start(): Promise<void> {
    while (!this.durable.ready && !this.stopped) await setTimeout(50);
    while (!this.started && !this.stopped) {
      this.started = await this.sendStarts().catch((error: unknown) => {
        this.log.warn(`what runs by itself waits for the engine: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      });
      if (!this.started) await setTimeout(startAgainMs);
    }
  }

  private async sendStarts(): Promise<true> {
    await this.ingress.send(sweeperObjectName, 'all', 'start', {});
    for (const { systemId } of this.settings.erps) {
      await this.ingress.send(dispatchObjectName, systemId, 'start', {});
      await this.ingress.send(reconciliationObjectName, systemId, 'start', { everyMs: this.settings.reconcileEveryMs });
    }
    await this.ingress.send(pausedWorkObjectName, 'all', 'start', { everyMs: pausedWorkEveryMs });
    await this.ingress.send(paymentWatchObjectName, 'all', 'start', { everyMs: paymentWatchEveryMs });
    await this.ingress.send(starFeedObjectName, 'all', 'start', { everyMs: starFeedEveryMs });
    for (const { systemId } of this.settings.crms) await this.ingress.send(crmNotesObjectName, systemId, 'start', { everyMs: crmNotesEveryMs });
    return true;
  }
}
