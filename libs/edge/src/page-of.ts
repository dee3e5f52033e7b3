import type { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { PartSource, type FreshPage, type Page } from '#canonical';

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

/** Documentation class of a page of `Item` that says how fresh it is: `{items, next, source, asOf, stale}`. */
export function freshPageOf<T>(Item: Type<T>): Type<FreshPage<T>> {
  @ApiSchema({ name: `${Item.name}Page` })
  class FreshPageOfItems extends PartSource implements FreshPage<T> {
    @ApiProperty({ type: [Item] })
    items!: T[];

    @ApiPropertyOptional({ description: 'Cursor of the next page; absent on the last one' })
    next?: string;
  }
  return FreshPageOfItems;
}

/** Documents an answer of `Changes`. */
export const changesSchema = {
  type: 'object',
  required: ['documents', 'cursor', 'more'],
  properties: {
    documents: { type: 'array', items: { type: 'object' }, description: 'As the operations that read them answer them; the same may come again' },
    cursor: { type: 'string', description: 'What to go on from' },
    more: { type: 'boolean', description: 'There is more at once' },
  },
};
