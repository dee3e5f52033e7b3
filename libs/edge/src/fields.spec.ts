import { Controller, Get, Module, Query, Req } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Money, PartSource } from '#canonical';
import { SignedIn } from './auth/declared-rights.js';
import { openDoor } from './auth/open-door.fixture.js';
import { Fields } from './fields.js';
import { createHttpApp } from './http-app.js';
import { AnyQuery } from './known-query.js';

class LineView {
  @ApiProperty()
  itemId!: string;

  @ApiProperty({ type: Money })
  net!: Money;
}

class CreditPart extends PartSource {
  @ApiPropertyOptional({ type: Money })
  limit?: Money;

  @ApiProperty()
  blocked!: boolean;
}

class OrderView {
  @ApiProperty()
  orderId!: string;

  @ApiProperty({ type: Money })
  total!: Money;

  @ApiProperty({ type: [LineView] })
  lines!: LineView[];

  @ApiProperty({ type: CreditPart })
  credit!: CreditPart;

  @ApiPropertyOptional({ type: () => OrderView })
  replaces?: OrderView;
}

class OrdersQuery {
  @IsOptional()
  @IsString()
  status?: string;
}

const eur = (amount: string): Money => ({ amount, currency: 'EUR' });
const freshness = { source: 'erp', asOf: '2026-11-25T09:00:00.000Z', stale: false };
const order: OrderView = { orderId: '1', total: eur('3.00'), lines: [{ itemId: 'a', net: eur('1.00') }, { itemId: 'b', net: eur('2.00') }], credit: { ...freshness, limit: eur('9.00'), blocked: false } };

@SignedIn()
@Controller('orders')
class OrdersController {
  @Get()
  @Fields(OrderView)
  list(@Query() query: OrdersQuery) {
    return { items: [order, { ...order, orderId: query.status ?? '2' }], next: 'cursor', ...freshness };
  }

  @Get('one')
  @Fields(OrderView)
  one() {
    return { ...order, replaces: order };
  }

  @Get('bare')
  bare() {
    return order;
  }

  @Get('open')
  @AnyQuery()
  open(@Req() request: { url: string }) {
    return { url: request.url };
  }
}

@Module({ imports: [openDoor()], controllers: [OrdersController] })
class OrdersModule {}

let app: Awaited<ReturnType<typeof createHttpApp>>;
beforeAll(async () => {
  app = await createHttpApp(OrdersModule);
  await new Promise<void>((resolve) => app.getHttpServer().listen(0, '127.0.0.1', resolve));
});
afterAll(() => app.close());

async function get(path: string) {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: answer.status, body: (await answer.json()) as { errors?: { pointer: string; detail: string }[] } };
}

describe('a caller who names fields', () => {
  it('gets them and no others, of each line too', async () => {
    expect((await get('/orders/one?fields=orderId,total.amount,lines.itemId')).body).toEqual({ orderId: '1', total: { amount: '3.00' }, lines: [{ itemId: 'a' }, { itemId: 'b' }] });
  });

  it('gets them of each item of a page, which stays a page, beside the rules of its query', async () => {
    expect((await get('/orders?fields=orderId&status=paid')).body).toEqual({ items: [{ orderId: '1' }, { orderId: 'paid' }], next: 'cursor', ...freshness });
  });

  it('is told how fresh a part is, whatever is taken of it', async () => {
    expect((await get('/orders/one?fields=credit.blocked')).body).toEqual({ credit: { ...freshness, blocked: false } });
  });

  it('gets a whole part by its name, also beside a path into it', async () => {
    expect((await get('/orders/one?fields=total.amount,total')).body).toEqual({ total: eur('3.00') });
    expect((await get('/orders/one?fields=total,total.amount')).body).toEqual({ total: eur('3.00') });
    expect((await get('/orders/one?fields=replaces.total')).body).toEqual({ replaces: { total: eur('3.00') } });
  });

  it.each([
    ['colour', 'colour is not a known field; expected one of orderId, total, lines, credit, replaces'],
    ['total.colour', 'total.colour is not a known field; expected one of total.amount, total.currency'],
    ['orderId.length', 'orderId.length is not a known field; orderId has no fields of its own'],
    ['', 'an empty path is not a known field'],
    ['orderId,,total', 'an empty path is not a known field'],
    ['__proto__', '__proto__ is not a known field'],
    ['constructor.name', 'constructor is not a known field'],
    ['orderId&fields=total', 'fields must be given once, with commas between the paths'],
    ['x'.repeat(1_001), 'fields must be at most 1000 characters'],
    [Array.from({ length: 51 }, () => 'orderId').join(','), 'fields must name at most 50 paths'],
    ['replaces.replaces.replaces.replaces.replaces.replaces.orderId', 'a path of fields must have at most 6 parts'],
  ])('by %.40s is refused, and told which there are', async (fields, detail) => {
    const { status, body } = await get(`/orders/one?fields=${fields}`);
    expect([status, body.errors]).toEqual([400, [{ pointer: '/fields', detail: expect.stringContaining(detail) }]]);
  });
});

describe('a parameter of a query that is not known', () => {
  it.each([
    ['/orders?colour=red', 'colour is not a known field; expected one of status, fields'],
    ['/orders?status=paid&colour=red', 'colour is not a known field; expected one of status, fields'],
    ['/orders/one?colour=red', 'colour is not a known field; expected one of fields'],
    ['/orders/bare?colour=red', 'colour is not a known field; none is expected'],
  ])('of %s is refused, and the problem names those that are', async (path, detail) => {
    const { status, body } = await get(path);
    expect([status, body.errors]).toEqual([400, [{ pointer: '/colour', detail }]]);
  });

  it('is its own business of an operation that reads the request itself', async () => {
    expect(await get('/orders/open?$filter=x')).toMatchObject({ status: 200, body: { url: '/orders/open?$filter=x' } });
  });
});
