import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CallContext } from '#canonical';
import { Ctx, pageOf } from '#edge';
import { CatalogueQuery } from './catalogue.query.js';
import { CatalogueService } from './catalogue.service.js';
import { CatalogueItem } from './catalogue.view.js';

const CataloguePage = pageOf(CatalogueItem);

@ApiTags('Catalogue')
@Controller('web/v1/items')
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get()
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: "Items by name or number, with availability and, for a customer, that customer's price" })
  @ApiOkResponse({ type: CataloguePage })
  findItems(@Ctx() ctx: CallContext, @Query() query: CatalogueQuery) {
    return this.catalogue.find(ctx, query);
  }
}
