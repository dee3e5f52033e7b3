import { NotFoundException } from '@nestjs/common';
import type { Erp } from '../erp/erp.js';
import type { Customer } from '../erp/master-data/customer.seed.js';
import { badField, documentNumber, optionalText, type Fields } from './control.input.js';

/** The order that field `order` names, undefined without one; 404 when the ERP has it not. */
export function orderIn(erp: Erp, fields: Fields): string | undefined {
  const order = documentNumber(optionalText(fields, 'order'));
  if (order !== undefined && !erp.orders.find(order)) throw missing('order', order);
  return order;
}

/** The same where an order must be named. */
export function requiredOrderIn(erp: Erp, fields: Fields): string {
  const order = orderIn(erp, fields);
  if (order === undefined) throw badField('order', 'is missing');
  return order;
}

/** The invoice that field `invoice` names, undefined without one; 404 when the ERP has it not. */
export function invoiceIn(erp: Erp, fields: Fields): string | undefined {
  const billing = documentNumber(optionalText(fields, 'invoice'));
  if (billing !== undefined && !erp.ledger.one('SELECT 1 FROM billing WHERE billing = ?', billing)) throw missing('invoice', billing);
  return billing;
}

export function existingCustomer(erp: Erp, id: string): Customer {
  const customer = erp.masterData.customer(id);
  if (!customer) throw missing('customer', id);
  return customer;
}

function missing(field: string, number: string): NotFoundException {
  return new NotFoundException({ statusCode: 404, field, message: `${field} ${number} does not exist` });
}
