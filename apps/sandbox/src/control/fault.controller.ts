import { Body, Controller, Delete, Get, Put } from '@nestjs/common';
import { readFaultChange } from './fault.input.js';
import { Faults, type FaultCounters, type FaultState, type FaultySystem } from './fault.rules.js';

/** The switches as they are, and what they did so far, by system. */
type FaultAnswer = FaultState & { counters: Record<FaultySystem, FaultCounters> };

/** Switches for technical failures. */
@Controller('control/v1/faults')
export class FaultController {
  constructor(private readonly faults: Faults) {}

  @Get()
  get(): FaultAnswer {
    return { ...this.faults.get(), counters: this.faults.counters() };
  }

  /**
   * Replaces what is wrong with a system, or with one operation of it; without `system` with both. What is left out is
   * switched off, so an empty object repairs everything. `autoBill`, `autoPay` and `seed` stay as they are when left
   * out; a `seed` starts the draws of `share` again, so that they repeat.
   */
  @Put()
  put(@Body() body: unknown): FaultAnswer {
    const { systems, rule, autoBill, autoPay, seed } = readFaultChange(body);
    const saysNothingElse = Object.values(rule).every((value) => value === undefined) && systems.length === 2;
    if (saysNothingElse && autoBill === undefined && autoPay === undefined && seed === undefined) this.faults.clear();
    else if (!saysNothingElse) for (const system of systems) this.faults.setRule({ system, ...rule });
    this.faults.setAutomatic({ autoBill, autoPay });
    if (seed !== undefined) this.faults.setSeed(seed);
    return this.get();
  }

  @Delete()
  clear(): FaultAnswer {
    this.faults.clear();
    return this.get();
  }
}
