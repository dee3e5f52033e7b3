import { documents } from '../governance/documents.js';
import type { PortalClient } from '../harness/portal-client.js';
import type { RunningStrata } from '../harness/running-strata.js';
import { dictionariesOf, portalDictionaries } from './dictionaries.js';
import { developerAt, operatorOf, type Developer } from './two-developers.js';
import { belongingsOf, type Belongings } from './two-partners.js';

interface People {
  own: Belongings;
  foreign: Belongings;
  developer: Developer;
  other: Developer;
  operator: PortalClient;
}

/** Who calls, what each of them has, and what neither may learn of the other. */
export class Parties {
  private readonly strata: RunningStrata;
  private readonly people: People;

  private constructor(strata: RunningStrata, people: People) {
    this.strata = strata;
    this.people = people;
  }

  /** Two partners with an order each, and two developers with apps and keys. */
  static async of(strata: RunningStrata): Promise<Parties> {
    const operator = await operatorOf(strata);
    const [own, foreign, developer, other] = await Promise.all([belongingsOf(strata, 'partner'), belongingsOf(strata, 'partner-b'), developerAt(strata, 'developer-a', operator), developerAt(strata, 'developer-b', operator)]);
    return new Parties(strata, { own, foreign, developer, other, operator });
  }

  /** What the partner has, who calls. */
  get own(): Belongings {
    return this.people.own;
  }

  /** The developer who calls. */
  get developer(): Developer {
    return this.people.developer;
  }

  /** Headers by which a caller is let in. */
  async credentials(caller: string): Promise<Record<string, string>> {
    const { developer, operator } = this.people;
    if (caller === 'nobody') return {};
    if (caller === 'operator') return operator.session;
    if (caller.endsWith('developer')) return developer.client.session;
    return { authorization: `Bearer ${await this.strata.as(caller)()}` };
  }

  /** What no answer to a caller may hold. */
  hiddenFrom(caller: string): string[] {
    const { own, foreign, developer, other } = this.people;
    // The first partner's customers stand in the documents, as examples.
    const ofPartner = without(foreign.ids, own.ids);
    if (caller === 'partner') return ofPartner;
    // The portal shows the documents, and a sandbox numbers its first order as they do.
    const published = [...documents.values()].join('\n');
    const partners = ofPartner.filter((id) => !published.includes(id));
    if (caller.endsWith('developer')) return without([...other.ids, ...partners], developer.ids);
    return caller === 'nobody' ? [...developer.ids, ...other.ids, ...partners] : [];
  }

  /** Ids for the operations of a document to be asked with. */
  dictionaries(api: string): string {
    const { own, foreign, developer, other } = this.people;
    return api === 'portal' ? portalDictionaries(developer, other) : dictionariesOf(api, own, foreign);
  }
}

const without = (ids: string[], own: string[]) => ids.filter((id) => !own.includes(id));
