import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeedDoor } from './odata.fixture.js';

let door: FeedDoor;
beforeAll(async () => {
  door = await FeedDoor.open();
});
afterAll(() => door.close());

const list = (length: number) => Array.from({ length }, (_, index) => index).join(',');

describe('what the feed refuses', () => {
  it.each([
    ['$filter', 'status eq', 10, 'end of input'],
    ['$filter', `${'not('.repeat(30)}total eq`, 129, 'end of input'],
    ['$filter', `status = 'paid'`, 8, 'but "=" found'],
    ['$filter', `total gt 3 and stauts eq 'paid'`, 16, `Orders has no property 'stauts'; it has orderId, systemId`],
    ['$filter', `total eq 'three'`, 10, 'Edm.Decimal cannot be compared with Edm.String'],
    ['$filter', `orderId eq '17'`, 12, 'Edm.Guid cannot be compared with Edm.String'],
    ['$filter', `status in ('paid',3)`, 19, 'Edm.String cannot be compared'],
    ['$filter', 'placedOn eq 2026-02-30', 13, 'there is no day 2026-02-30'],
    ['$filter', 'total', 1, 'expected a condition'],
    ['$filter', `contains(total,'1')`, 10, 'contains takes no Edm.Decimal here'],
    ['$filter', `contains(status)`, 1, 'contains takes 2 parameters'],
    ['$filter', `pg_sleep(10)`, 1, `there is no function 'pg_sleep'; expected one of contains`],
    ['$filter', `customer eq null`, 1, `name one of its properties, as 'customer/customerId'`],
    ['$filter', `buyer/country eq 'DE'`, 1, `Orders has no way 'buyer'; it has customer, placedDate`],
    ['$filter', 'status add 1 eq 2', 1, 'expected a number'],
    ['$filter', 'total gt null', 1, 'eq and ne'],
    ['$filter', 'deleted eq true', 1, `no property 'deleted'`],
    ['$orderby', 'total down', 7, 'but "d" found'],
    ['$orderby', 'colour', 1, `no property 'colour'`],
    ['$orderby', '1', 1, 'a constant sorts nothing'],
    ['$select', 'orderId,colour', 9, `no property 'colour'`],
    ['$expand', 'lines', 1, `no way 'lines'`],
    ['$expand', 'customer($select=colour)', 18, `Customers has no property 'colour'`],
    ['$expand', 'customer($expand=order)', 18, 'Customers leads to no other entity'],
    ['$apply', 'groupby((status),aggregate(total with median as m))', 28, `no aggregation 'median'; expected one of sum, min`],
    ['$apply', 'groupby((status),aggregate(status with sum as m))', 28, 'sum takes number values'],
    ['$apply', 'groupby((status),aggregate(total with sum as status))', 28, `'status' twice`],
    ['$apply', 'groupby((colour))', 10, `no property 'colour'`],
    ['$apply', 'groupby((status)', 17, 'end of input'],
    ['$apply', 'groupby((status))/filter(total gt 1)', 26, `the result of $apply has no property 'total'; it has status`],
    ['$top', '-1', 1, 'a whole number'],
    ['$top', '10000001', 1, 'at most 10000000'],
    ['$skip', '100001', 1, 'follow @odata.nextLink'],
    ['$count', 'yes', 1, 'true or false'],
  ])('%s=%s at its column', async (option, value, column, message) => {
    const { status, body } = await door.get('/Orders', { [option]: value });
    expect([status, body.error?.target, body.error?.message]).toEqual([400, option, expect.stringContaining(message)]);
    expect(body.error?.details).toEqual([{ code: 'column', message: String(column), target: option }]);
    expect(body.error?.message).toContain(`column ${column} of ${option}`);
  });

  it.each([
    ['parentheses in each other', '$filter', `${'('.repeat(70)}total eq 1${')'.repeat(70)}`, 65, 'at most 64 parentheses'],
    ['negations in each other', '$filter', `${'not('.repeat(40)}customer/blocked${')'.repeat(40)}`, 1, 'at most 32 deep'],
    ['conditions', '$filter', Array.from({ length: 350 }, () => '1 eq 1').join(' or '), 1, 'at most 1000 parts'],
    ['values of a list', '$filter', `total in (${list(501)})`, 1, 'at most 500 values'],
    ['sort keys', '$orderby', Array.from({ length: 17 }, () => 'total').join(','), 1, 'at most 16 sort keys'],
    ['groups', '$apply', `groupby((${Array.from({ length: 17 }, (_, index) => (index === 0 ? 'status' : 'orderId')).join(',')}))`, 1, 'at most 16 properties'],
    ['transformations', '$apply', Array.from({ length: 9 }, () => 'filter(total gt 1)').join('/'), 153, 'at most 8 transformations'],
  ] as [string, string, string, number, string][])('too many %s', async (_, option, value, column, message) => {
    const { status, body } = await door.get('/Orders', { [option]: value });
    expect([status, body.error?.message, body.error?.details]).toEqual([400, expect.stringContaining(message), [{ code: 'column', message: String(column), target: option }]]);
  });

  it('what only the database can tell', async () => {
    expect(await door.get('/Orders', { $filter: 'total div 0 gt 1' })).toMatchObject({ status: 400, body: { error: { code: 'invalid', message: 'the question cannot be computed: division by zero' } } });
  });

  it('other options, naming those there are', async () => {
    expect(await door.get('/Orders', { $search: 'pump' })).toMatchObject({ status: 400, body: { error: { target: '$search', message: expect.stringContaining('expected one of $filter, $select') } } });
    expect(await door.get('/Orders', { status: 'paid' })).toMatchObject({ status: 400, body: { error: { target: 'status' } } });
    expect(await door.get(`/Orders?$top=1&$top=2`)).toMatchObject({ status: 400, body: { error: { message: '$top is given twice' } } });
    expect(await door.get('/Orders?$filter=%E0')).toMatchObject({ status: 400, body: { error: { message: 'the query is not percent-encoded UTF-8' } } });
    expect(await door.get('/Orders', { $filter: `status eq '${'x'.repeat(9_000)}'` })).toMatchObject({ status: 414 });
  });

  it.each([
    ['/Colours', 404, `there is no entity set 'Colours'; there are Orders, OrderLines`],
    ['/Orders/customer', 404, 'read by $expand'],
    ['/Orders(17)', 400, 'cannot be compared'],
    ['/Orders(', 400, 'column 8 of path'],
    [`/Orders(status='paid')`, 400, 'the key of Orders is orderId'],
    ['/Orders(019f0000-0000-7000-8000-999999999999)', 404, 'there is no Orders'],
    ['/$metadata/Orders', 400, 'column 1 of path'],
  ])('%s', async (path, status, message) => {
    const answer = await door.get(path);
    expect([answer.status, answer.body.error?.message]).toEqual([status, expect.stringContaining(message)]);
    expect([answer.headers.get('content-type'), answer.headers.get('odata-version')]).toEqual(['application/json;odata.metadata=minimal;charset=utf-8', '4.0']);
  });

  it('to be written to', async () => {
    const answer = await door.get('/Orders', {}, {}, 'DELETE');
    expect([answer.status, answer.headers.get('allow'), answer.body.error?.code]).toEqual([405, 'GET, HEAD', 'method-not-allowed']);
  });
});

/** What would do harm if it were text of a statement. */
const attacks = [`'; DROP TABLE fact_order; --`, `x' OR '1'='1`, `") FROM pg_user --`, `$1`, `\\'; SELECT pg_sleep(5); --`, `%27%3B`, `' || (SELECT rolname FROM pg_roles LIMIT 1) || '`, `orderId" FROM fact_order; --`, '/*', '\u0000', "\u{1d465}'"];

describe('what a reader sends', () => {
  it.each(attacks)('is never text of a statement: %j', async (attack) => {
    const quoted = `'${attack.replaceAll("'", "''")}'`;
    const questions: Record<string, string>[] = [
      { $filter: attack },
      { $filter: `status eq ${quoted}` },
      { $filter: `contains(status,${quoted})` },
      { $filter: `status in (${quoted},'paid')` },
      { $filter: `customer/name eq ${quoted} or concat(status,${quoted}) eq ${quoted}` },
      { $orderby: attack },
      { $orderby: `concat(status,${quoted})` },
      { $select: attack },
      { $expand: attack },
      { $expand: `customer($select=${attack})` },
      { $apply: attack },
      { $apply: `groupby((status),aggregate(total with sum as ${attack}))` },
      { $apply: `filter(status eq ${quoted})/groupby((${attack}))` },
      { $top: attack },
      { $skip: attack },
      { $count: attack },
      { $skiptoken: attack },
      { $deltatoken: attack },
      { $format: attack },
      { $format: 'constructor' },
      { [attack]: '1' },
    ];
    for (const question of questions) {
      const { status, body } = await door.get('/Orders', question);
      expect([200, 400], JSON.stringify([question, body])).toContain(status);
      // As a value it is compared, and nothing is called so.
      if (status === 200 && question['$filter']?.includes('eq')) expect(body.value.length).toBeLessThan(12);
    }
    expect((await door.get(`/Customers(${encodeURIComponent(quoted)})`)).status).toBeOneOf([400, 404]);
    expect((await door.get(`/Customers${encodeURIComponent(attack)}`)).status).toBeOneOf([400, 404]);
    expect((await door.get('/Orders/$count')).text).toBe('12');
  });
});
