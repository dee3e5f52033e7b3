import { median, table } from '../table.js';

/** What a figure should be, as the issue that asked for it says. */
export interface Goal {
  atLeast?: number;
  atMost?: number;
}

export interface Figure {
  /** The median where it was measured in pairs. */
  value: number;
  lowest?: number;
  highest?: number;
  unit: string;
  goal?: Goal;
  /** Whether the value meets the goal. */
  met?: boolean;
}

/** Every figure of a run by its name, `<section>.<figure>`. */
export class Figures {
  private readonly all = new Map<string, Figure>();

  /** @param values of one measurement, or of each pair */
  put(name: string, values: number | readonly number[], unit: string, goal?: Goal): void {
    const list = typeof values === 'number' ? [values] : values;
    const value = median(list);
    this.all.set(name, {
      value: rounded(value),
      ...(list.length > 1 && { lowest: rounded(Math.min(...list)), highest: rounded(Math.max(...list)) }),
      unit,
      ...(goal && { goal, met: meets(value, goal) }),
    });
  }

  toJSON(): Record<string, Figure> {
    return Object.fromEntries(this.all);
  }

  /** A table of one section's figures. */
  tableOf(section: string): string {
    const rows = [...this.all].filter(([name]) => name.startsWith(`${section}.`)).map(([name, { value, lowest, highest, unit, goal, met }]) => [
      name.slice(section.length + 1),
      lowest === undefined ? String(value) : `${value} (${lowest}-${highest})`,
      unit,
      goal ? `${goalText(goal)}: ${met === true ? 'met' : 'not met'}` : '',
    ]);
    return table(['figure', 'value', 'unit', 'goal'], rows);
  }
}

function meets(value: number, { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Goal): boolean {
  return value >= atLeast && value <= atMost;
}

function goalText({ atLeast, atMost }: Goal): string {
  return atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
}

/** Four significant digits say more than any of these measurements knows. Whole numbers stay what they are. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
