import { OData } from '@odata/client';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeedDoor, type Row } from './odata.fixture.js';

let door: FeedDoor;
let client: ReturnType<typeof OData.New4>;
beforeAll(async () => {
  door = await FeedDoor.open();
  client = OData.New4({ serviceEndpoint: `${door.baseUrl}/` });
});
afterAll(() => door.close());

interface OrderRow {
  orderId: string;
  sequence: number;
  status: string;
  customer?: { name: string };
}

/** The client is @odata/client, which nobody here wrote: it spells the addresses, and reads what is answered. */
describe('a client library of others', () => {
  it('reads rows by a filter it spells, with sort, choice and page', async () => {
    const orders = client.getEntitySet<OrderRow>('Orders');
    const filter = client.newFilter().field('status').eq('paid').field('sequence').gt(3);
    const options = client.newOptions().filter(filter).orderby('sequence', 'desc').select(['sequence', 'status']).top(2);
    expect(await orders.query(options)).toEqual([
      { sequence: 12, status: 'paid' },
      { sequence: 9, status: 'paid' },
    ]);
    expect((await orders.query(client.newOptions().orderby('sequence', 'asc').skip(10))).map(({ sequence }) => sequence)).toEqual([11, 12]);
  });

  it('counts, reads an entity by its key, and follows a way', async () => {
    const orders = client.getEntitySet<OrderRow>('Orders');
    expect(await orders.count({ status: 'paid' })).toBe(4);
    expect(await client.getEntitySet<Row>('Customers').retrieve('c1')).toMatchObject({ name: `O'Brien & Söhne`, country: 'DE' });
    const [row] = await orders.query(client.newOptions().expand('customer').filter('sequence eq 3'));
    expect(row?.customer?.name).toBe(`O'Brien & Söhne`);
  });

  it('groups and aggregates', async () => {
    const rows = await client.getEntitySet<Row>('Orders').query(client.newOptions().apply('groupby((status),aggregate($count as orders))'));
    expect(rows).toEqual(['on-hold', 'paid', 'shipped'].map((status) => ({ status, orders: 4 })));
  });

  it('goes from page to page', async () => {
    const found: number[] = [];
    const paging = OData.New4({ serviceEndpoint: `${door.baseUrl}/`, commonHeaders: { Prefer: 'odata.maxpagesize=5' } });
    let options = paging.newOptions().orderby('sequence', 'asc');
    for (;;) {
      const answer = (await paging.newRequest<OrderRow>({ collection: 'Orders', params: options })) as unknown as { value: OrderRow[]; '@odata.nextLink'?: string };
      found.push(...answer.value.map(({ sequence }) => sequence));
      if (answer['@odata.nextLink'] === undefined) break;
      options = paging.newOptions().orderby('sequence', 'asc').custom('$skiptoken', new URL(answer['@odata.nextLink']).searchParams.get('$skiptoken'));
    }
    expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('is told what is wrong', async () => {
    await expect(client.getEntitySet('Orders').query(client.newOptions().filter('status eq'))).rejects.toThrow('column 10 of $filter');
  });
});

interface Element {
  name: string;
  type: string;
}

describe('the metadata', () => {
  it('is well-formed XML whose types, keys and ways fit the rows, and says the same in JSON', async () => {
    const { text, headers } = await door.get('/$metadata');
    expect(headers.get('content-type')).toBe('application/xml;charset=utf-8');
    expect(XMLValidator.validate(text)).toBe(true);
    const lists = ['EntityType', 'Property', 'NavigationProperty', 'EntitySet', 'NavigationPropertyBinding', 'Annotation', 'edmx:Reference', 'PropertyRef'];
    const read = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && lists.includes(name) }).parse(text);
    const schema = read['edmx:Edmx']['edmx:DataServices'].Schema;
    const json = (await door.get('/$metadata', { $format: 'json' })).body as unknown as { Strata: Record<string, Record<string, { $Type?: string; $Kind?: string }>> };
    expect(schema.EntityContainer.EntitySet).toHaveLength(8);
    for (const { Name: set, EntityType: type } of schema.EntityContainer.EntitySet as Record<string, string>[]) {
      const entity = schema.EntityType.find(({ Name }: { Name: string }) => `Strata.${Name}` === type);
      const properties: Element[] = entity.Property.map(({ Name, Type }: Record<string, string>) => ({ name: Name, type: Type }));
      expect(properties.map(({ name }) => name)).toContain(entity.Key.PropertyRef[0].Name);
      const { body } = await door.get(`/${set}`, { $top: '1' });
      if (body.value[0]) expect(Object.keys(body.value[0])).toEqual(properties.map(({ name }) => name));
      for (const { name, type: said } of properties) expect([name, json.Strata[entity.Name]?.[name]?.$Type ?? 'Edm.String']).toEqual([name, said]);
      for (const way of entity.NavigationProperty ?? []) {
        expect(json.Strata[entity.Name]?.[way.Name]).toMatchObject({ $Kind: 'NavigationProperty', $Type: way.Type });
        expect((await door.get(`/${set}`, { $expand: way.Name, $top: '1' })).status).toBe(200);
        expect((await door.get(`/${set}`, { $filter: `${way.Name}/${way.ReferentialConstraint.ReferencedProperty} eq null` })).status).toBe(200);
      }
    }
  });

  it('says what decimals, times and days are, and what can be done', async () => {
    const { text } = await door.get('/$metadata');
    for (const part of [
      '<Property Name="total" Type="Edm.Decimal" Nullable="true" Scale="variable">',
      '<Property Name="placedAt" Type="Edm.DateTimeOffset" Nullable="false" Precision="6">',
      '<Property Name="placedOn" Type="Edm.Date" Nullable="false">',
      '<NavigationProperty Name="customer" Type="Strata.Customer" Nullable="true"><ReferentialConstraint Property="customerId" ReferencedProperty="customerId"/></NavigationProperty>',
      '<Annotation Term="Capabilities.ChangeTracking"><Record><PropertyValue Property="Supported" Bool="true"/></Record></Annotation>',
      '<Annotation Term="Aggregation.ApplySupported">',
    ]) expect(text).toContain(part);
  });
});
