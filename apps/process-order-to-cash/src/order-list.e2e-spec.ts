import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId, type Order } from '#canonical';
import { ErpApi, erpRoutes, httpClientOf, OrderToCashApi } from '#contracts';
import { DurableIngress } from '#durable';
import { createHttpApp } from '#edge';
import { openDoor } from '#edge/open-door';
import { MasterData, OrderProjection } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { OrderToCashController } from './order-to-cash.controller.js';
import { OrderDoor } from './placement/order-door.js';
import type { ProcessSettings } from './process.settings.js';
import { OrderPlacements } from './placement/order-placements.js';
import { OrderToCashService } from './placement/order-to-cash.service.js';
import { callOf, orderRequest, unaskedCrm, Upstream } from './placement/upstream.fixture.js';

let db: DataSource;
let app: NestFastifyApplication;
const placed: Order[] = [];
const upstream = new Upstream();
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  ({ db } = await migratedDatabase());
  const address = await upstream.start();
  const [erp, ingress] = [httpClientOf(ErpApi, erpRoutes, address), new DurableIngress([address])];
  open.push(erp, ingress);
  const projection = new OrderProjection(db);
  const orders = new OrderToCashService(db, projection, new OrderDoor(erp, new MasterData(db), unaskedCrm), new OrderPlacements(db, projection, ingress, { paysOnReceipt: false } as ProcessSettings), erp, { holdRepeatedPurchaseOrders: false } as ProcessSettings);
  for (const purchaseOrderNumber of ['PO-1', 'PO-2', 'PO-3']) placed.unshift((await orders.placeOrder(callOf(), { idempotencyKey: purchaseOrderNumber, request: orderRequest({ purchaseOrderNumber }) })).value);
  const [newest] = placed;
  if (newest) await projection.saveView('web', { ...newest, sequence: 1 }, [{ system: 'erp', type: 'invoice', id: '9000', open: true }], []);

  @Module({ imports: [openDoor()], controllers: [OrderToCashController], providers: [{ provide: OrderToCashApi, useValue: orders }] })
  class Door {}

  app = await createHttpApp(Door, false);
});
afterAll(async () => {
  await app.close();
  await Promise.all(open.map((each) => each.close()));
  await upstream.stop();
  await db.destroy();
});

const get = (query = '') => request(app.getHttpServer()).get(`/order-to-cash/v1/orders${query}`);
const idsOf = ({ body }: { body: { items: Order[] } }) => body.items.map(({ orderId }) => orderId);

describe('the list of orders over HTTP', () => {
  it('is newest first, page by page', async () => {
    const first = await get('?limit=2');
    const second = await get(`?limit=2&cursor=${first.body.next}`);
    expect([idsOf(first), idsOf(second)]).toEqual([placed.slice(0, 2).map(({ orderId }) => orderId), placed.slice(2).map(({ orderId }) => orderId)]);
    expect(second.body).not.toHaveProperty('next');
  });

  it('is of those that all keys name', async () => {
    const [newest] = placed;
    expect((await get(`?invoiceId=${toPublicId('erp', '9000')}&customerId=${toPublicId('erp', '17')}&purchaseOrderNumber=PO-3&status=received&orderId=${newest?.orderId}`)).body.items).toEqual([{ ...newest, sequence: 1 }]);
    expect((await get('?purchaseOrderNumber=PO-2')).body.items).toEqual([placed[1]]);
    expect((await get('?purchaseOrderNumber=PO-2&status=paid')).body).toEqual({ items: [] });
  });

  it.each([
    ['cursor=x', '/cursor'],
    ['status=lost', '/status'],
    ['status=paid&status=closed', '/status'],
    ['orderId=1', '/orderId'],
    ['limit=0', '/limit'],
    ['limit=201', '/limit'],
    ['limit=ten', '/limit'],
    ['limit=%2B5', '/limit'],
    ['purchaseOrderNumber=', '/purchaseOrderNumber'],
    ['purchaseOrderNumber=%00', '/purchaseOrderNumber'],
    [`salesOrderId=${'1'.repeat(401)}`, '/salesOrderId'],
    ['deliveryId[a]=1', '/deliveryId[a]'],
    ['colour=red', '/colour'],
  ])('points at what is wrong in %s', async (query, pointer) => {
    const { status, body } = await get(`?${query}`);
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });
});
