import { badInputCases } from './cases/bad-input.cases.js';
import { catalogueCases } from './cases/catalogue.cases.js';
import { clerkCases } from './cases/clerks.cases.js';
import { collectiveInvoiceCases } from './cases/collective-invoice.cases.js';
import { crashCases } from './cases/crash.cases.js';
import { crmDownCases } from './cases/crm-down.cases.js';
import { customerDeskCases } from './cases/customer-desk.cases.js';
import { customersCases } from './cases/customers.cases.js';
import { disputesCases } from './cases/disputes.cases.js';
import { erpDownCases } from './cases/erp-down.cases.js';
import { findOrdersCases } from './cases/find-orders.cases.js';
import { idempotencyCases } from './cases/idempotency.cases.js';
import { lostAnswersCases } from './cases/lost-answers.cases.js';
import { operationsCases } from './cases/operations.cases.js';
import { orderDeskCases } from './cases/order-desk.cases.js';
import { orderEventsCases } from './cases/order-events.cases.js';
import { orderToPaidCases } from './cases/order-to-paid.cases.js';
import { readmeCases } from './cases/readme.cases.js';
import { reconciliationCases } from './cases/reconciliation.cases.js';
import { refusalCases } from './cases/refusals.cases.js';
import { switchesCases } from './cases/switches.cases.js';
import { workListCases } from './cases/work-list.cases.js';
import type { StrataContext } from './strata-context.js';

/** What Strata promises, however its apps are spread over processes. */
export function strataCases(context: () => StrataContext): void {
  operationsCases(context);
  readmeCases(context);
  catalogueCases(context);
  customersCases(context);
  customerDeskCases(context);
  orderToPaidCases(context);
  orderEventsCases(context);
  findOrdersCases(context);
  badInputCases(context);
  idempotencyCases(context);
  collectiveInvoiceCases(context);
  clerkCases(context);
  refusalCases(context);
  orderDeskCases(context);
  disputesCases(context);
  crmDownCases(context);
  erpDownCases(context);
  switchesCases(context);
  reconciliationCases(context);
  workListCases(context);
  lostAnswersCases(context);
  crashCases(context);
}
