import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeedDoor, type FeedAnswer, type Row } from './odata.fixture.js';

let door: FeedDoor;
beforeAll(async () => {
  door = await FeedDoor.open();
});
afterAll(() => door.close());

const small = { prefer: 'odata.maxpagesize=5' };

/** All pages of a question, each by the link of the one before. */
async function pagesOf(path: string, options: Record<string, string>, headers: Record<string, string> = small): Promise<FeedAnswer[]> {
  const pages = [await door.get(path, options, headers)];
  for (let next = pages[0]!.body['@odata.nextLink']; next !== undefined; next = pages.at(-1)!.body['@odata.nextLink']) pages.push(await door.get(next, {}, headers));
  return pages;
}

const sequences = (pages: FeedAnswer[]) => pages.flatMap(({ body }) => body.value.map(({ sequence }) => sequence));

describe('pages of the feed', () => {
  it('go on by their links, each row once, in any sort', async () => {
    const pages = await pagesOf('/Orders', { $orderby: 'total desc', $select: 'sequence', $count: 'true' });
    expect(pages.map(({ body }) => body.value.length)).toEqual([5, 5, 2]);
    expect(sequences(pages)).toEqual([11, 10, 9, 7, 6, 5, 3, 2, 1, 4, 8, 12]);
    expect(pages.map(({ body }) => body['@odata.count'])).toEqual([12, undefined, undefined]);
    expect(pages[0]!.headers.get('preference-applied')).toBe('odata.maxpagesize=5');
  });

  it('give as many rows as $top says over all of them, and leave out $skip once', async () => {
    expect(sequences(await pagesOf('/Orders', { $orderby: 'sequence', $skip: '1', $top: '7', $select: 'sequence' }))).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });

  it('stay where they were while rows come before them', async () => {
    const first = await door.get('/Orders', { $orderby: 'sequence', $select: 'sequence' }, small);
    await door.db.query(`INSERT INTO fact_order SELECT (r).* FROM (SELECT jsonb_populate_record(fact_order, '{"order_id": "019f0000-0000-7000-8000-000000000099", "sequence": 0}') AS r FROM fact_order WHERE sequence = 1) AS copied`);
    const second = await door.get(first.body['@odata.nextLink']!, {}, small);
    await door.db.query(`DELETE FROM fact_order WHERE sequence = 0`);
    expect(sequences([first, second])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('name the host that the reader asked for', async () => {
    const { body } = await door.get('/Orders', {}, { ...small, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' });
    expect(body['@odata.nextLink']).toMatch(new RegExp(`^${door.baseUrl.replaceAll('.', '\\.')}/Orders\\?\\$skiptoken=[\\w-]+$`));
  });

  it.each(['nonsense', 'bnVsbA', ''])('refuses %j as a token', async (token) => {
    expect(await door.get('/Orders', { $skiptoken: token })).toMatchObject({ status: 400, body: { error: { target: '$skiptoken' } } });
  });

  it('refuses the token of another question', async () => {
    const { body } = await door.get('/Orders', {}, small);
    const token = new URL(body['@odata.nextLink']!).searchParams.get('$skiptoken')!;
    expect(await door.get('/Orders', { $skiptoken: token, $orderby: 'total' })).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('another question') } } });
    expect(await door.get('/Customers', { $skiptoken: token })).toMatchObject({ status: 400 });
  });

  it('answers 410 to a token of another client or an old one, and says how to start over', async () => {
    const { body } = await door.get('/Orders', {}, small);
    const token = new URL(body['@odata.nextLink']!).searchParams.get('$skiptoken')!;
    const content = JSON.parse(Buffer.from(token, 'base64url').toString()) as Row;
    const changed = (change: Row) => Buffer.from(JSON.stringify({ ...content, ...change })).toString('base64url');
    for (const change of [{ principalId: 'somebody' }, { madeAt: 0 }, { cluster: 'another' }]) {
      const { status, body: answer } = await door.get('/Orders', { $skiptoken: changed(change) });
      expect([status, answer.error?.message]).toEqual([410, expect.stringContaining('to start over, ask again without $skiptoken')]);
    }
    const forged = { ...(content['filter'] as Row), position: [`'; DROP TABLE fact_order; --`] };
    expect((await door.get('/Orders', { $skiptoken: changed({ filter: forged }) })).status).toBe(400);
  });
});

describe('changes of a set', () => {
  const tracked = { prefer: 'odata.track-changes' };

  it('follow a link from page to page and from delta to delta, with what is gone', async () => {
    const pages = await pagesOf('/Customers', { $filter: `blocked eq false`, $select: 'customerId,city' }, { prefer: 'odata.track-changes,odata.maxpagesize=1' });
    expect(pages.map(({ body }) => body.value.length)).toEqual([1, 1]);
    expect(pages[0]!.headers.get('preference-applied')).toBe('odata.maxpagesize=1, odata.track-changes');
    const delta = await door.get(pages.at(-1)!.body['@odata.deltaLink']!);
    expect(delta.body).toEqual({ '@odata.context': `${door.baseUrl}/$metadata#Customers(customerId,city)/$delta`, value: [], '@odata.deltaLink': expect.stringContaining('$deltatoken=') });

    await door.db.query(`UPDATE dim_customer SET city = 'Bonn', changed_tx = pg_current_xact_id() WHERE customer_id = 'c1'`);
    await door.db.query(`UPDATE dim_customer SET deleted = true, changed_tx = pg_current_xact_id() WHERE customer_id = 'c2'`);
    await door.db.query(`UPDATE dim_customer SET city = 'Rom', changed_tx = pg_current_xact_id() WHERE customer_id = 'c3'`);
    const changes = await pagesOf(delta.body['@odata.deltaLink']!, {}, { prefer: 'odata.maxpagesize=2' });
    expect(changes.map(({ body }) => body.value.length)).toEqual([2, 1]);
    expect(changes.flatMap(({ body }) => body.value)).toEqual([
      { customerId: 'c1', city: 'Bonn' },
      { '@removed': { reason: 'deleted' }, '@odata.id': `Customers('c2')`, customerId: 'c2' },
      { '@removed': { reason: 'changed' }, '@odata.id': `Customers('c3')`, customerId: 'c3' },
    ]);
    expect((await door.get(changes.at(-1)!.body['@odata.deltaLink']!)).body.value).toEqual([]);
    const inFour = await door.get(delta.body['@odata.deltaLink']!, {}, { 'odata-maxversion': '4.0' });
    expect(inFour.body.value[1]).toEqual({ '@odata.context': `${door.baseUrl}/$metadata#Customers/$deletedEntity`, id: `Customers('c2')`, reason: 'deleted' });
    await door.db.query(`UPDATE dim_customer SET deleted = false`);
  });

  it('miss nothing that was written before the link and committed after it', async () => {
    const late = door.db.createQueryRunner();
    await late.startTransaction();
    await late.query(`UPDATE fact_order SET purchase_order_number = 'late', changed_tx = pg_current_xact_id() WHERE sequence = 1`);
    const { body } = await door.get('/Orders', { $select: 'purchaseOrderNumber' }, tracked);
    const early = await door.get(body['@odata.deltaLink']!);
    await late.commitTransaction();
    await late.release();
    expect((await door.get(early.body['@odata.deltaLink']!)).body.value).toEqual([{ purchaseOrderNumber: 'late' }]);
  });

  it('are followed of no sort, part, group or way: no link is promised', async () => {
    const others: Record<string, string>[] = [{ $orderby: 'total' }, { $top: '3' }, { $filter: `customer/country eq 'DE'` }, { $expand: 'customer' }, { $apply: 'groupby((status))' }];
    for (const options of others) {
      const { headers, body } = await door.get('/Orders', options, tracked);
      expect([headers.get('preference-applied'), body['@odata.deltaLink']]).toEqual([null, undefined]);
    }
  });
});

describe('formats and versions', () => {
  it('say more or less of the rows', async () => {
    const asked = (metadata: string, of = '/Customers') => door.get(of, { $filter: `customerId eq 'c1'`, $select: 'name' }, { accept: `application/json;odata.metadata=${metadata}` });
    expect((await asked('none')).body).toEqual({ value: [{ name: `O'Brien & Söhne` }] });
    const full = await asked('full');
    expect(full.headers.get('content-type')).toBe('application/json;odata.metadata=full;charset=utf-8');
    expect(full.body.value).toEqual([{ '@odata.id': `Customers('c1')`, '@odata.type': '#Strata.Customer', name: `O'Brien & Söhne` }]);
    const { body } = await door.get(`/Orders(${door.order(1)})`, { $select: 'total,status', $format: 'application/json;odata.metadata=full' });
    expect(body).toMatchObject({ '@odata.id': `Orders(${door.order(1)})`, 'total@odata.type': '#Decimal', total: 1.5, status: 'shipped' });
  });

  it('give decimals as strings to whoever asks', async () => {
    const accept = { accept: 'application/json;odata.metadata=minimal;IEEE754Compatible=true' };
    const { body, headers } = await door.get('/Orders', { $filter: 'sequence eq 1', $select: 'total,lineCount', $count: 'true' }, accept);
    expect(headers.get('content-type')).toContain('IEEE754Compatible=true');
    expect([body['@odata.count'], body.value]).toEqual(['1', [{ total: '1.50', lineCount: 2 }]]);
  });

  it.each([
    [{ accept: 'application/atom+xml' }, {}, 406],
    [{ accept: 'application/atom+xml, application/json;q=0.5' }, {}, 200],
    [{ accept: 'text/html,*/*' }, {}, 200],
    [{}, { $format: 'json' }, 200],
    [{}, { $format: 'atom' }, 400],
    [{ 'odata-maxversion': '4.0' }, {}, 200],
    [{ 'odata-maxversion': '3.0' }, {}, 400],
    [{ 'odata-version': '5' }, {}, 200],
  ])('answers %j %j by %i', async (headers, options, status) => {
    expect((await door.get('/Customers', options as Record<string, string>, headers as Record<string, string>)).status).toBe(status);
  });

  it('are the version that the reader takes at most', async () => {
    expect((await door.get('/', {}, { 'odata-maxversion': '4.0' })).headers.get('odata-version')).toBe('4.0');
  });
});
