import type { RunningStrata } from '../harness/running-strata.js';
import { dictionariesOf, portalDictionaries } from './dictionaries.js';
import { developerAt, operatorOf, type Developer } from './two-developers.js';
import { belongingsOf, type Belongings } from './two-partners.js';
import type { PortalClient } from '../harness/portal-client.js';

/** Who calls, what each of them has, and what neither may learn of the other. */
export class Parties {
  private constructor(
    private readonly strata: RunningStrata,
    readonly own: Belongings,
    private readonly foreign: Belongings,
    readonly developer: Developer,
    private readonly other: Developer,
    private readonly operator: PortalClient,
  ) {}

  /** Two partners with an order each, and two developers with apps and keys. */
  static async of(strata: RunningStrata): Promise<Parties> {
    const operator = await operatorOf(strata);
    const [own, foreign, developer, other] = await Promise.all([belongingsOf(strata, 'partner'), belongingsOf(strata, 'partner-b'), developerAt(strata, 'developer-a', operator), developerAt(strata, 'developer-b', operator)]);
    return new Parties(strata, own, foreign, developer, other, operator);
  }

  /** Headers by which a caller is let in. */
  async credentials(caller: string): Promise<Record<string, string>> {
    if (caller === 'nobody') return {};
    if (caller === 'operator') return this.operator.session;
    if (caller.endsWith('developer')) return this.developer.client.session;
    return { authorization: `Bearer ${await this.strata.as(caller)()}` };
  }

  /** What no answer to a caller may hold. */
  hiddenFrom(caller: string): string[] {
    if (caller === 'partner') return without(this.foreign.ids, this.own.ids);
    if (caller.endsWith('developer')) return without(this.other.ids, this.developer.ids);
    return caller === 'nobody' ? [...this.developer.ids, ...this.other.ids] : [];
  }

  /** Ids for the operations of a document to be asked with. */
  dictionaries(api: string): string {
    return api === 'portal' ? portalDictionaries(this.developer, this.other) : dictionariesOf(api, this.own, this.foreign);
  }
}

const without = (ids: string[], own: string[]) => ids.filter((id) => !own.includes(id));
