import { Body, Controller, Delete, Get, Put } from '@nestjs/common';
import { readFaultChange } from './fault.input.js';
import { Faults, type FaultState } from './fault.rules.js';

/** Switches for technical failures. */
@Controller('control/v1/faults')
export class FaultController {
  constructor(private readonly faults: Faults) {}

  @Get()
  get(): FaultState {
    return this.faults.get();
  }

  /**
   * Replaces what is wrong with a system, or with one operation of it; without `system` with both. What is left out is
   * switched off, so an empty object repairs everything. `autoBill` and `autoPay` stay as they are when left out.
   */
  @Put()
  put(@Body() body: unknown): FaultState {
    const { systems, rule, autoBill, autoPay } = readFaultChange(body);
    const saysNothingElse = Object.values(rule).every((value) => value === undefined) && systems.length === 2;
    if (saysNothingElse && autoBill === undefined && autoPay === undefined) this.faults.clear();
    else if (!saysNothingElse) for (const system of systems) this.faults.setRule({ system, ...rule });
    this.faults.setAutomatic({ autoBill, autoPay });
    return this.faults.get();
  }

  @Delete()
  clear(): FaultState {
    this.faults.clear();
    return this.faults.get();
  }
}
