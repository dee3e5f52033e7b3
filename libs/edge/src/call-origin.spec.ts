import { Controller, type ExecutionContext, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { callOrigin, handlerOrigin } from './call-origin.js';

@Controller('web/v1/parcels')
class WebParcels {
  readParcel() {}
}

@Controller('bi/v1/parcels')
class BiParcels {
  exportParcels() {}
}

@Controller('erp/v1/parcels')
class ErpParcels {
  readParcel() {}
}

function originOf(controller: Type, headers: Record<string, string> = {}, isOurs = true) {
  const [name] = Object.getOwnPropertyNames(controller.prototype as object).filter((each) => each !== 'constructor');
  const handler = (controller.prototype as Record<string, () => void>)[name!]!;
  return callOrigin(headers, handlerOrigin({ getClass: () => controller, getHandler: () => handler } as unknown as ExecutionContext), { isOurs });
}

describe('the calls behind an experience', () => {
  it('are as urgent as what it is for, and say which of its calls they serve', () => {
    expect(originOf(WebParcels)).toEqual({ priority: 'screen', origin: 'web.readParcel', actor: { id: 'experience-web', scopes: ['erp:read', 'crm:read', 'orders:read', 'orders:write'] } });
    expect(originOf(BiParcels)).toEqual({ priority: 'export', origin: 'bi.exportParcels' });
  });

  it('are no more urgent for what a client says', () => {
    const said = { 'strata-priority': 'order', 'strata-origin': 'order-to-cash.flow' };
    expect(originOf(BiParcels, said)).toEqual(originOf(BiParcels));
    expect(originOf(WebParcels, { 'strata-priority': 'nonsense' })).toEqual(originOf(WebParcels));
  });
});

describe('the calls behind a system or process API', () => {
  it('are no more urgent for what somebody else says, or leaves out, and serve their own operation', () => {
    for (const priority of ['order', 'screen']) expect(originOf(ErpParcels, { 'strata-priority': priority, 'strata-origin': 'order-to-cash.flow' }, false)).toEqual({ priority: 'screen', origin: 'erp.readParcel' });
    expect(originOf(ErpParcels, {}, false)).toEqual({ priority: 'screen', origin: 'erp.readParcel' });
    expect(originOf(ErpParcels, { 'strata-priority': 'export' }, false)).toEqual({ priority: 'export', origin: 'erp.readParcel' });
  });

  it('are what the API in front of it says', () => {
    expect(originOf(ErpParcels, { 'strata-priority': 'screen', 'strata-origin': 'web.readParcel' })).toEqual({ priority: 'screen', origin: 'web.readParcel' });
  });

  it('serve their own operation, as an order would, where nothing is said', () => {
    expect(originOf(ErpParcels)).toEqual({ origin: 'erp.readParcel' });
  });

  it.each([
    ['strata-priority', 'urgent', 'the header strata-priority must be one of order, screen, export'],
    ['strata-origin', 'web.read{le="1"}', 'the header strata-origin must be an API and its operation, such as web.readOrder'],
  ])('refuse a header %s that says %s', (name, value, detail) => {
    expect(() => originOf(ErpParcels, { [name]: value })).toThrow(expect.objectContaining({ kind: 'invalid', details: { fields: [{ pointer: `/${name}`, detail }] } }));
  });
});
