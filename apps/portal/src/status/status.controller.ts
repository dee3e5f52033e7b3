import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '#edge';
import { PlatformStatus } from './platform-status.js';
import { statusExample, StatusView } from './status.view.js';

@ApiTags('Status')
@Public()
@Controller('portal/v1/status')
export class StatusController {
  constructor(private readonly status: PlatformStatus) {}

  @Get()
  @Header('cache-control', 'public, max-age=3')
  @ApiOperation({ summary: 'How the platform and the systems behind it do' })
  @ApiOkResponse({ type: StatusView, example: statusExample })
  readStatus(): Promise<StatusView> {
    return this.status.read();
  }
}
