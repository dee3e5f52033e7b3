import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CallContext } from '#canonical';
import { systemAway } from '#contracts';
import { ApiRefusals, Ctx, Fields, salesAreaFault, Scope } from '#edge';
import { noCustomer } from '../customers/customers.controller.js';
import { itemsExample } from './items.examples.js';
import { ItemsQuery } from './items.query.js';
import { ItemsService } from './items.service.js';
import { ItemPage, ItemRow } from './items.view.js';

@ApiTags('Items')
@Scope('items:read')
@Controller('mobile/v1/items')
export class ItemsController {
  constructor(private readonly items: ItemsService) {}

  @Get()
  @Fields(ItemRow)
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: "Items by name or number, a row of at most 320 bytes each, with what can be promised and, for a customer, that customer's price" })
  @ApiOkResponse({ type: ItemPage, example: itemsExample })
  @ApiRefusals({ ...noCustomer, 'A sales area that the customer does not have': salesAreaFault(['1010-10-00', '1710-10-00']), ...systemAway })
  findItems(@Ctx() ctx: CallContext, @Query() query: ItemsQuery): Promise<ItemPage> {
    return this.items.find(ctx, query);
  }
}
