import type { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import type { Page } from '#canonical';

/** Documentation class of a page of `Item`: `{items, next}`. */
export function pageOf<T>(Item: Type<T>): Type<Page<T>> {
  @ApiSchema({ name: `${Item.name}Page` })
  class PageOfItems implements Page<T> {
    @ApiProperty({ type: [Item] })
    items!: T[];

    @ApiPropertyOptional({ description: 'Cursor of the next page; absent on the last one' })
    next?: string;
  }
  return PageOfItems;
}
