import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { exportSets, ExportSets } from './exports.view.js';

@ApiTags('Exports')
@Controller('bi/v1/exports')
export class ExportsController {
  @Get()
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: 'Sets that can be exported, with their columns' })
  @ApiOkResponse({ type: ExportSets, example: { items: exportSets.items.slice(-1) } })
  listExports(): ExportSets {
    return exportSets;
  }
}
