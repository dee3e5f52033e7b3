import { BusinessError, type Draft, type EntitySource, type Row, type ServiceSource } from '../../src/odata/source.js';

interface Book {
  orders: Row[];
  items: Row[];
  partners: Row[];
  deliveries: Row[];
}

/** A few documents in memory behind three of SAP's services, with one business rule each way. */
export class OrderBook {
  private book: Book = { orders: [], items: [], partners: [], deliveries: [] };
  private version = 0;

  readonly services: ServiceSource[] = [
    {
      path: 'API_SALES_ORDER_SRV',
      metadata: 'API_SALES_ORDER_SRV',
      sets: {
        A_SalesOrder: this.orderSource(),
        A_SalesOrderItem: this.itemSource(),
        A_SalesOrderHeaderPartner: this.partnerSource(),
        A_SalesOrderText: this.textSource(),
      },
      functions: {},
      transaction: (work) => this.transaction(work),
    },
    {
      path: 'API_OUTBOUND_DELIVERY_SRV;v=0002',
      metadata: 'API_OUTBOUND_DELIVERY_SRV',
      sets: { A_OutbDeliveryHeader: this.deliverySource() },
      functions: {
        PostGoodsIssue: {
          method: 'POST',
          etagSet: 'A_OutbDeliveryHeader',
          etagOf: ({ DeliveryDocument }) => this.find('deliveries', { DeliveryDocument: DeliveryDocument ?? null }),
          call: ({ DeliveryDocument }) => {
            this.change('deliveries', { DeliveryDocument: DeliveryDocument ?? null }, { OverallGoodsMovementStatus: 'C' });
            return {
              result: [{ SystemMessageType: 'S', DeliveryDocument: DeliveryDocument ?? null }],
              notices: [{ code: 'VL/311', message: 'Goods issue posted', severity: 'info' }],
            };
          },
        },
      },
      transaction: (work) => this.transaction(work),
    },
    {
      path: 'API_PRODUCT_AVAILY_INFO_BASIC',
      metadata: 'API_PRODUCT_AVAILY_INFO_BASIC',
      sets: {},
      functions: {
        DetermineAvailabilityAt: {
          method: 'GET',
          call: ({ RequestedUTCDateTime }) => ({
            result: { AvailableQuantityInBaseUnit: '7.5', BaseUnit: 'KG', PeriodStartUTCDateTime: RequestedUTCDateTime ?? null },
          }),
        },
      },
      transaction: (work) => this.transaction(work),
    },
  ];

  /** Orders 0000000001 to 0000000003 of two customers, with two items each. */
  static withOrders(): OrderBook {
    const book = new OrderBook();
    const day = (date: string) => Date.parse(`${date}T00:00:00Z`);
    for (const [customer, net, currency, date] of [
      ['0000004711', '100.5', 'EUR', '2026-01-10'],
      ['0000004711', '20', 'EUR', '2026-02-10'],
      ['0000004712', '3000.25', 'USD', '2026-03-10'],
    ] as const) {
      book.createOrder({
        values: {
          SoldToParty: customer,
          TotalNetAmount: net,
          TransactionCurrency: currency,
          SalesOrderDate: day(date),
          PurchaseOrderByCustomer: `PO of ${customer}`,
        },
        children: {
          to_Item: [
            { values: { Material: 'TG11' }, children: {} },
            { values: { Material: 'TG12' }, children: {} },
          ],
        },
      });
    }
    book.book.deliveries.push({ DeliveryDocument: '0080000001', DeliveryVersion: '1', OverallGoodsMovementStatus: 'A' });
    return book;
  }

  rows(name: keyof Book): readonly Row[] {
    return this.book[name];
  }

  private transaction<T>(work: () => T): T {
    const before = structuredClone(this.book);
    try {
      return work();
    } catch (error) {
      this.book = before;
      throw error;
    }
  }

  private orderSource(): EntitySource {
    return {
      ...this.table('orders'),
      related: (row, navigation) => this.related(row, navigation),
      etag: (row) => String(row['LastChangeDateTime']),
      create: (draft) => this.createOrder(draft),
      update: (row, changes) => {
        if (changes['DeliveryBlockReason'] === 'ZZ') throw new BusinessError('V1/302', 'Delivery block ZZ does not exist', 'DeliveryBlockReason');
        return { row: this.change('orders', row, changes) };
      },
      remove: (row) => void (this.book.orders = this.book.orders.filter((order) => order['SalesOrder'] !== row['SalesOrder'])),
    };
  }

  private itemSource(): EntitySource {
    return {
      ...this.table('items'),
      related: (row, navigation) => (navigation === 'to_SalesOrder' ? [this.find('orders', { SalesOrder: row['SalesOrder'] ?? null })!] : []),
      create: ({ values }) => ({ row: this.addItem(String(values['SalesOrder']), values) }),
    };
  }

  private partnerSource(): EntitySource {
    return { ...this.table('partners'), related: () => [], create: ({ values }) => ({ row: values }) };
  }

  private textSource(): EntitySource {
    return { list: () => [], get: () => undefined, related: () => [] };
  }

  private deliverySource(): EntitySource {
    return { ...this.table('deliveries'), related: () => [], etag: (row) => String(row['DeliveryVersion']) };
  }

  private table(name: keyof Book): Pick<EntitySource, 'list' | 'get'> {
    return { list: () => this.book[name], get: (key) => this.find(name, key) };
  }

  private related(order: Row, navigation: string): Row[] {
    const pool = navigation === 'to_Item' ? this.book.items : navigation === 'to_Partner' ? this.book.partners : [];
    return pool.filter((row) => row['SalesOrder'] === order['SalesOrder']);
  }

  private createOrder({ values, children }: Draft) {
    if (values['PurchaseOrderByCustomer'] === 'CRASH') throw new TypeError('a fault of the sandbox');
    const SalesOrder = String(this.book.orders.length + 1).padStart(10, '0');
    const row: Row = { ...values, SalesOrder, LastChangeDateTime: 1767225600000 + this.version++ };
    this.book.orders.push(row);
    for (const item of children['to_Item'] ?? []) this.addItem(SalesOrder, item.values);
    for (const partner of children['to_Partner'] ?? []) this.book.partners.push({ ...partner.values, SalesOrder });
    if (values['SoldToParty'] === '0000009999') throw new BusinessError('V1/305', 'Customer 9999 is blocked for orders', 'SoldToParty');
    const isLarge = (children['to_Item'] ?? []).length > 2;
    return { row, notices: isLarge ? [{ code: 'V1/555', message: 'Größe prüfen', severity: 'warning' as const }] : [] };
  }

  private addItem(SalesOrder: string, values: Row): Row {
    const position = (this.related({ SalesOrder }, 'to_Item').length + 1) * 10;
    const row: Row = { ...values, SalesOrder, SalesOrderItem: String(position).padStart(6, '0') };
    this.book.items.push(row);
    return row;
  }

  private find(name: keyof Book, key: Row): Row | undefined {
    return this.book[name].find((row) => Object.entries(key).every(([property, value]) => row[property] === value));
  }

  private change(name: keyof Book, key: Row, changes: Row): Row {
    const changed: Row = { ...this.find(name, key), ...changes, LastChangeDateTime: 1767225600000 + this.version++ };
    const keys = name === 'orders' ? ['SalesOrder'] : ['DeliveryDocument'];
    this.book[name] = this.book[name].map((row) => (keys.every((property) => row[property] === key[property]) ? changed : row));
    return changed;
  }
}
