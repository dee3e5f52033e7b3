import { describe, expect, it } from 'vitest';
import { noticesOf } from './sap-s4hana.notices.js';

const log = { warn: () => undefined };

describe('what a success has to say', () => {
  it('is its message and the details of it', () => {
    const message = { code: 'V4/115', message: 'Customer reference PO-1 exists', severity: 'warning', details: [{ code: 'VP/106', message: 'Deliveries are blocked' }] };
    expect(noticesOf({ status: 201, headers: { 'sap-message': JSON.stringify(message) }, body: '' }, log)).toEqual([
      'V4/115: Customer reference PO-1 exists',
      'VP/106: Deliveries are blocked',
    ]);
  });

  it('is nothing, mostly, and kept as it is when it cannot be read', () => {
    expect(noticesOf({ status: 201, headers: {}, body: '' }, log)).toEqual([]);
    expect(noticesOf({ status: 201, headers: { 'sap-message': '<notification/>' }, body: '' }, log)).toEqual(['<notification/>']);
  });
});
