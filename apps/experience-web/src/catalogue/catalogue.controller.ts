import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { StrataError, toPublicId, type CallContext } from '#canonical';
import { systemAway } from '#contracts';
import { ApiRefusals, Ctx, Fields, salesAreaFault, Scope } from '#edge';
import { erpSource } from '../customers/customers.examples.js';
import { CatalogueQuery } from './catalogue.query.js';
import { CatalogueService } from './catalogue.service.js';
import { CatalogueItem, CataloguePage } from './catalogue.view.js';

const bolt: CatalogueItem = {
  itemId: toPublicId('sandbox', 'TG0001'),
  number: 'TG0001',
  name: 'Hex bolt M8',
  unit: 'C62',
  unitScale: 0,
  units: [],
  sellable: true,
  price: { unitPrice: { amount: '10.00', currency: 'EUR' }, unit: 'C62', taxRate: '20' },
  availability: { available: { value: '120', unit: 'C62' }, on: '2026-12-01' },
};
const wrongBuyer = {
  'No such customer': new StrataError('not-found', `there is no customer ${toPublicId('sandbox', '9999999')}`),
  'A sales area that the customer does not have': salesAreaFault(['1010-10-00', '1710-10-00']),
};

@ApiTags('Catalogue')
@Scope('items:read')
@Controller('web/v1/items')
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get()
  @Header('cache-control', 'private, no-cache')
  @Fields(CatalogueItem)
  @ApiOperation({ summary: "Items by name or number, with availability and, for a customer, that customer's price" })
  @ApiOkResponse({ type: CataloguePage, example: { items: [bolt], ...erpSource, prices: erpSource, availability: { ...erpSource, missing: 'unavailable' } } })
  @ApiRefusals({ ...wrongBuyer, ...systemAway })
  findItems(@Ctx() ctx: CallContext, @Query() query: CatalogueQuery) {
    return this.catalogue.find(ctx, query);
  }
}
