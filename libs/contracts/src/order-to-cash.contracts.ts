import { CapabilitiesApi } from './capabilities.api.js';
import { CustomerDeskApi } from './customer-desk.api.js';
import { DisputesApi } from './disputes.api.js';
import type { AbstractClass } from './operation.js';
import { OrderDeskApi } from './order-desk.api.js';
import { OrderToCashApi } from './order-to-cash.api.js';
import { PaymentsApi } from './payments.api.js';
import { QuotesApi } from './quotes.api.js';
import { ReconciliationApi } from './reconciliation.api.js';
import { SwitchesApi } from './switches.api.js';
import { WorkListApi } from './work-list.api.js';

/** What the process app answers: one OpenAPI document, one address, several contracts by subject. */
export const orderToCashContracts: AbstractClass[] = [OrderToCashApi, OrderDeskApi, DisputesApi, QuotesApi, PaymentsApi, WorkListApi, SwitchesApi, CustomerDeskApi, ReconciliationApi, CapabilitiesApi];
