import { Injectable, Logger } from '@nestjs/common';
import { isStrataError, type Answer, type CallContext, type Customer, type Item, type Page } from '#canonical';
import { ErpApi } from '#contracts';
import { feedObject, type FeedPoll } from '#durable';
import { MasterData, type MasterKind } from '#read-models';
import { flowContext } from '../order/steps/step-runner.js';

export const masterDataFeedObjectName = 'o2c.MasterDataFeed';

const pageSize = 200;
/** ms after which a system that could not be read is tried again; it goes on where it was. */
const againMs = 30_000;

/** Where a pass over all records is. */
interface Pass {
  /** ISO 8601, by the clock that says when a record was seen. */
  since: string;
  /** Of the next page; the first one has none. */
  next?: string;
}

/** Nobody waits for it: in a system's budget it comes after orders and screens. */
const feedContext = (): CallContext => ({ ...flowContext(), priority: 'export', origin: 'order-to-cash.masterDataFeed' });

/**
 * `MasterDataFeed/{system}:{customer|item}`: reads all customers or items of a system, page after page, and tells what a
 * whole pass did not see any more as deleted. It finds a change when the next pass comes to it.
 *
 * A system whose connector tells what changed (`changes` of `customer` and `item`) would be followed here as `DocumentFeed`
 * follows documents, with `MasterData.take` as what it tells; passes would then only find what was deleted.
 */
@Injectable()
export class MasterDataFeed {
  readonly definition = feedObject(masterDataFeedObjectName, (key, cursor) => this.poll(key, cursor));
  private readonly log = new Logger('MasterData');

  constructor(
    private readonly erp: ErpApi,
    private readonly masterData: MasterData,
  ) {}

  /** One page. A cursor that the system does not know any more begins the pass anew. */
  async poll(key: string, cursor: string | undefined): Promise<FeedPoll> {
    const [systemId, kind] = key.split(':') as [string, MasterKind];
    const pass: Pass = cursor ? (JSON.parse(cursor) as Pass) : { since: await this.masterData.now() };
    try {
      const { value, stale } = await this.page(systemId, kind, pass.next);
      // What it said last proves nothing of what it has now.
      if (stale) return later(pass);
      if (value.items.length > 0) await this.masterData.take(kind, value.items);
      if (value.next !== undefined) return { messages: [], cursor: JSON.stringify({ ...pass, next: value.next } satisfies Pass), more: true };
      const buried = await this.masterData.bury(kind, systemId, pass.since);
      if (buried > 0) this.log.log(`${buried} ${kind}s of ${systemId} are gone`);
      return { messages: [], cursor: '', more: false };
    } catch (error) {
      if (!isStrataError(error)) throw error;
      this.log.warn(`${kind}s of ${systemId} cannot be read: ${error.kind} ${error.message}`);
      return error.retryable || pass.next === undefined ? later(pass) : { messages: [], cursor: '', more: false, afterMs: againMs };
    }
  }

  private page(systemId: string, kind: MasterKind, cursor: string | undefined): Promise<Answer<Page<Customer & Item>>> {
    const args = { systemId, limit: pageSize, ...(cursor !== undefined && { cursor }) };
    const answer = kind === 'customer' ? this.erp.findCustomers(feedContext(), args) : this.erp.findItems(feedContext(), args);
    return answer as Promise<Answer<Page<Customer & Item>>>;
  }
}

const later = (pass: Pass): FeedPoll => ({ messages: [], cursor: JSON.stringify(pass), more: false, afterMs: againMs });
