import { parseArgs } from 'node:util';

/** How large a run is, and what it repeats. */
export interface ChaosSettings {
  /** Orders that are placed over the whole run. */
  orders: number;
  /** Clients that place at the same time. */
  clients: number;
  /** How often each of platform, restate, postgres and sandbox is killed. */
  kills: number;
  /** The same seed makes the same choices: who buys what, which order is short or sent twice, who is killed when. */
  seed: number;
  /** Longest time in ms from the last kill to the end of every order; what is open then is a finding. */
  settleWithinMs: number;
}

const largest = { orders: 100_000, clients: 1_000, kills: 100, seed: 2 ** 31 - 1, settle: 3_600 };

/** Reads `--orders N --clients N --kills N --seed N --settle SECONDS`. Throws an error that names the option. */
export function chaosSettings(args: string[]): ChaosSettings {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { orders: text, clients: text, kills: text, seed: text, settle: text } });
  const whole = (name: keyof typeof largest, fallback: number, smallest: number): number => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!Number.isInteger(value) || value < smallest || value > largest[name]) throw new Error(`--${name} is ${values[name]}, expected a whole number from ${smallest} to ${largest[name]}`);
    return value;
  };
  return {
    orders: whole('orders', 1_000, 1),
    clients: whole('clients', 32, 1),
    kills: whole('kills', 5, 0),
    seed: whole('seed', Math.floor(Math.random() * 1_000_000), 0),
    settleWithinMs: whole('settle', 300, 1) * 1_000,
  };
}
