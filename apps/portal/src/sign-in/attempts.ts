import { networkOf } from '../limits/network.js';
import type { WindowCounts } from '../limits/window-counts.js';

/** Sign-ins that may fail within a quarter of an hour: of one account from one network, and from a network, behind which may be many people. */
const allowed = { ofAccount: 10, ofNetwork: 40 };
const minutes = 15;

/**
 * Of an account from wherever: so many failures within an hour cost nothing, each further one makes the next try wait longer.
 * Nobody is refused for it: who guesses from many networks is slowed down, and the owner waits and gets in.
 */
const brake = { free: 50, msEach: 200, mostMs: 10_000, minutes: 60 };

export interface Sender {
  email: string;
  /** IP address. */
  address: string;
}

/** Whether a try may be made: then after how many ms; else when the next one may. */
export type Admitted = { waitMs: number } | { retryAfterMs: number };

const subjectsOf = ({ email, address }: Sender) => {
  const [account, network] = [email.trim().toLowerCase(), networkOf(address)];
  return { both: `account ${account} network ${network}`, network: `network ${network}`, account: `account ${account}` };
};

/**
 * How often somebody may guess. Counts the same whether there is such an account or not, over all replicas; and by network,
 * so that who guesses locks nobody out but themself.
 */
export class SignInAttempts {
  constructor(private readonly counts: WindowCounts) {}

  /** Counts a try. What it refuses is not even compared, and counts for nobody else. */
  async begin(sender: Sender): Promise<Admitted> {
    const subjects = subjectsOf(sender);
    const ofBoth = await this.counts.add(subjects.both, minutes);
    if (ofBoth.count > allowed.ofAccount) return { retryAfterMs: ofBoth.endsInMs };
    const ofNetwork = await this.counts.add(subjects.network, minutes);
    if (ofNetwork.count > allowed.ofNetwork) return { retryAfterMs: ofNetwork.endsInMs };
    const { count } = await this.counts.add(subjects.account, brake.minutes);
    return { waitMs: Math.min(brake.mostMs, Math.max(0, count - brake.free) * brake.msEach) };
  }

  /** It was the right one: it counts for nothing, and what failed before from the same network neither. */
  async succeeded(sender: Sender): Promise<void> {
    const { both, network, account } = subjectsOf(sender);
    await this.counts.forget(both);
    await this.counts.takeBack(network, account);
  }
}
