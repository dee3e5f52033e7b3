import { Controller, Get } from '@nestjs/common';
import { Erp } from './erp/erp.js';

@Controller('health')
export class HealthController {
  constructor(private readonly erp: Erp) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** Ready means that the books can be read; it throws when they cannot. */
  @Get('ready')
  ready(): { status: string } {
    this.erp.ledger.one('SELECT 1');
    return { status: 'ok' };
  }
}
