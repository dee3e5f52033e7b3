import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeedDoor } from './odata.fixture.js';

let door: FeedDoor;
beforeAll(async () => {
  door = await FeedDoor.open();
});
afterAll(() => door.close());

const numbers = async (filter: string, set = '/Orders') => (await door.rows(set, { $filter: filter, $select: 'sequence', $orderby: 'sequence' })).map(({ sequence }) => sequence);

describe('the OData feed', () => {
  it('names its entity sets', async () => {
    const { status, headers, body } = await door.get('/');
    expect([status, headers.get('content-type'), headers.get('odata-version')]).toEqual([200, 'application/json;odata.metadata=minimal;charset=utf-8', '4.01']);
    expect(body['@odata.context']).toBe(`${door.baseUrl}/$metadata`);
    expect(body.value.map(({ name, url }) => [name, url])).toEqual(['Orders', 'OrderLines', 'Deliveries', 'Invoices', 'Payments', 'Customers', 'Items', 'Dates'].map((name) => [name, name]));
  });

  it('gives rows as JSON with numbers, dates and times, and says what they are', async () => {
    const { body } = await door.get('/Orders', { $filter: `orderId eq ${door.order(5)}` });
    expect(body['@odata.context']).toBe(`${door.baseUrl}/$metadata#Orders`);
    expect(body.value).toEqual([expect.objectContaining({ orderId: door.order(5), total: 5.5, placedOn: '2026-05-05', placedAt: '2026-05-05T23:30:00Z', salesOrderNumber: null, sequence: 5 })]);
    expect(body.value[0]).not.toHaveProperty('deleted');
  });

  it.each([
    [`status eq 'paid' and total gt 3`, [3, 6, 9]],
    [`(status eq 'paid' or status eq 'shipped') and sequence lt 5`, [1, 3, 4]],
    [`not (status eq 'paid') and sequence le 4`, [1, 2, 4]],
    [`status in ('paid','on-hold') and sequence ge 11`, [11, 12]],
    [`total eq null`, [4, 8, 12]],
    [`total ne null and sequence gt 10`, [11]],
    ['not (total gt 2.5)', [1, 2, 4, 8, 12]],
    ['total ne 1.5 and sequence lt 5', [2, 3, 4]],
    [`contains(purchaseOrderNumber,'1') and endswith(purchaseOrderNumber,'2')`, [12]],
    [`startswith(tolower(purchaseOrderNumber),'po-1') and sequence lt 11`, [1, 10]],
    [`year(placedOn) eq 2026 and month(placedAt) eq 2`, [2]],
    [`day(placedAt) eq 5`, [5]],
    ['date(placedAt) eq 2026-05-05', [5]],
    ['placedOn ge 2026-11-01', [11, 12]],
    ['placedAt gt 2026-12-12T23:29:59.5Z', [12]],
    ['placedAt eq 2026-05-06T01:30:00+02:00', [5]],
    ['total mul 2 add 1 eq 12', [5]],
    ['sequence mod 5 eq 0', [5, 10]],
    ['-sequence eq -7', [7]],
    [`customer/country eq 'DE' and sequence lt 7`, [3, 6]],
    [`customer/country eq null and sequence lt 7`, [2, 5]],
    [`customer/name eq 'O''Brien & Söhne' and sequence lt 7`, [3, 6]],
    [`placedDate/quarter eq 4 and placedDate/weekdayName eq 'Saturday'`, [10, 12]],
    ['customer/blocked', [2, 5, 8, 11]],
    ['lineCount eq 2 and sequence in (1,2,3)', [1, 2, 3]],
  ])('filters by %s', async (filter, expected) => {
    expect(await numbers(filter)).toEqual(expected);
  });

  it('takes % and _ of a value as letters', async () => {
    const names = async (part: string) => (await door.rows('/Customers', { $filter: `contains(name,'${part}')` })).map(({ name }) => name);
    expect(await names('100%')).toEqual(['Lumière 100%']);
    expect(await names('_')).toEqual(['nobody_knows']);
  });

  it('sorts nulls first, and last where it descends', async () => {
    const sorted = async (by: string) => (await door.rows('/Orders', { $orderby: by, $select: 'sequence' })).map(({ sequence }) => sequence);
    expect(await sorted('total,sequence desc')).toEqual([12, 8, 4, 1, 2, 3, 5, 6, 7, 9, 10, 11]);
    expect(await sorted('total desc,sequence')).toEqual([11, 10, 9, 7, 6, 5, 3, 2, 1, 4, 8, 12]);
    expect((await sorted('customer/name desc,sequence')).slice(0, 4)).toEqual([2, 5, 8, 11]);
  });

  it('counts beside the rows and alone', async () => {
    const { body } = await door.get('/Orders', { $filter: `status eq 'paid'`, $count: 'true', $top: '1' });
    expect([body['@odata.count'], body.value.length]).toEqual([4, 1]);
    const { text, headers } = await door.get('/Orders/$count', { $filter: `status eq 'paid'` });
    expect([text, headers.get('content-type')]).toEqual(['4', 'text/plain;charset=utf-8']);
  });

  it('leaves out and stops where it is asked to', async () => {
    const rows = await door.rows('/Orders', { $orderby: 'sequence', $skip: '2', $top: '3', $select: 'sequence' });
    expect(rows).toEqual([{ sequence: 3 }, { sequence: 4 }, { sequence: 5 }]);
    expect((await door.get('/Orders', { $top: '0' })).body.value).toEqual([]);
  });

  it('follows to-one ways', async () => {
    const { body } = await door.get('/OrderLines', { $filter: `orderId eq ${door.order(3)}`, $select: 'position', $expand: 'item($select=name),order($select=status;$expand=customer($select=country))' });
    expect(body['@odata.context']).toBe(`${door.baseUrl}/$metadata#OrderLines(position,item(name),order(status,customer(country)))`);
    expect(body.value).toEqual([
      { position: 1, item: { name: 'Pump' }, order: { status: 'paid', customer: { country: 'DE' } } },
      { position: 2, item: { name: 'Valve' }, order: { status: 'paid', customer: { country: 'DE' } } },
    ]);
  });

  it('reads one entity by its key', async () => {
    const { body } = await door.get(`/Orders(${door.order(5)})`, { $select: 'sequence,status' });
    expect(body).toEqual({ '@odata.context': `${door.baseUrl}/$metadata#Orders(sequence,status)/$entity`, sequence: 5, status: 'on-hold' });
    expect((await door.get(`/Customers(customerId='c1')`)).body.name).toBe(`O'Brien & Söhne`);
    expect((await door.get('/Dates(2026-11-25)')).body.weekdayName).toBe('Wednesday');
    expect(await door.get(`/Customers('none')`)).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } });
  });
});

describe('a way from an entity', () => {
  it('leads to another, or nowhere', async () => {
    const { body } = await door.get(`/Orders(${door.order(3)})/customer`, { $select: 'name' });
    expect(body).toEqual({ '@odata.context': `${door.baseUrl}/$metadata#Customers(name)/$entity`, name: `O'Brien & Söhne` });
    expect((await door.get(`/OrderLines('${door.order(3)}-1')/order`)).body).toMatchObject({ orderId: door.order(3) });
    expect((await door.get(`/Orders(${door.order(3)})/placedDate`)).body).toMatchObject({ date: '2026-03-03', month: 3 });
    await door.db.query(`INSERT INTO fact_delivery (delivery_key, delivery_id, order_id, customer_id, status, quantity) VALUES ('d1', '1', $1, 'c1', 'open', 1)`, [door.order(3)]);
    expect(await door.get(`/Deliveries('d1')/shippedDate`)).toMatchObject({ status: 204, text: '' });
    expect(await door.get(`/Deliveries('d2')/order`)).toMatchObject({ status: 404, body: { error: { message: 'there is no Deliveries(d2)' } } });
    expect(await door.get(`/Orders(${door.order(3)})/lines`)).toMatchObject({ status: 404, body: { error: { message: `Orders has no way 'lines'; it has customer, placedDate` } } });
  });
});

describe('$apply', () => {
  it('groups over ways and aggregates', async () => {
    const { body } = await door.get('/Orders', { $apply: 'groupby((customer/country),aggregate(total with sum as revenue,$count as orders,status with countdistinct as states,total with average as average,sequence with max as last,sequence with sum as sequences))' });
    expect(body['@odata.context']).toBe(`${door.baseUrl}/$metadata#Orders(customer(country),revenue,orders,states,average,last,sequences)`);
    expect(body.value).toEqual([
      { customer: { country: null }, revenue: 19.5, orders: 4, states: 1, average: expect.any(Number), last: 11, sequences: 26 },
      { customer: { country: 'DE' }, revenue: 19.5, orders: 4, states: 1, average: 6.5, last: 12, sequences: 30 },
      { customer: { country: 'FR' }, revenue: 19.5, orders: 4, states: 1, average: 6.5, last: 10, sequences: 22 },
    ]);
  });

  it('filters before and after, sorts, cuts and counts the result', async () => {
    const { body } = await door.get('/OrderLines', {
      $apply: `filter(quantity gt 1)/groupby((placedDate/quarter,item/name),aggregate(net with sum as net,$count as lines))/filter(lines gt 2)`,
      $filter: `item/name eq 'Valve'`,
      $orderby: 'placedDate/quarter desc',
      $top: '2',
      $count: 'true',
    });
    expect(body.value).toEqual([4, 3].map((quarter) => ({ placedDate: { quarter }, item: { name: 'Valve' }, net: 20.25, lines: 3 })));
    expect(body['@odata.count']).toBe(4);
  });

  it('aggregates everything, or what was aggregated', async () => {
    expect(await door.rows('/Orders', { $apply: 'aggregate(total with sum as total,$count as n)' })).toEqual([{ total: 58.5, n: 12 }]);
    expect(await door.rows('/Orders', { $apply: 'groupby((customerId,status))/groupby((status),aggregate($count as n))' })).toEqual(['on-hold', 'paid', 'shipped'].map((status) => ({ status, n: 1 })));
    expect(await door.rows('/OrderLines', { $apply: 'aggregate(quantity mul unitPrice with sum as value)' })).toEqual([{ value: 121.5 }]);
  });

  it('is paged as sets are', async () => {
    const found: unknown[] = [];
    let next: string | undefined = '/Orders';
    for (let options: Record<string, string> = { $apply: 'groupby((sequence,total))', $orderby: 'total desc' }; next !== undefined; options = {}) {
      const { body } = await door.get(next, options, { prefer: 'odata.maxpagesize=5' });
      found.push(...body.value.map(({ sequence }) => sequence));
      next = body['@odata.nextLink'];
    }
    expect(found).toEqual([11, 10, 9, 7, 6, 5, 3, 2, 1, 4, 8, 12]);
  });
});
