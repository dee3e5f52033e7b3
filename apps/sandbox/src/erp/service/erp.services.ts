import type { ServiceSource } from '../../odata/source.js';
import { billingService } from '../billing/billing.service.js';
import { creditMemoRequestService, customerReturnService, returnsDeliveryService } from '../claim/claim.services.js';
import { creditService } from '../credit/credit.service.js';
import { deliveryService } from '../delivery/delivery.service.js';
import type { Erp } from '../erp.js';
import { businessPartnerService } from '../master-data/business-partner.service.js';
import { productService } from '../master-data/product.service.js';
import { openItemService } from '../receivables/open-item.service.js';
import { salesOrderService } from '../sales-order/sales-order.service.js';
import { simulationService } from '../sales-order/simulation.service.js';
import { availabilityService } from '../stock/availability.service.js';

/** Every OData service of the pretend ERP. */
export function erpServices(erp: Erp): ServiceSource[] {
  return [
    businessPartnerService, productService, availabilityService, simulationService, creditService,
    salesOrderService, deliveryService, billingService, openItemService,
    customerReturnService, returnsDeliveryService, creditMemoRequestService,
  ].map((service) => service(erp));
}
