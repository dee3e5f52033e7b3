import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { BusinessError } from '../odata/source.js';

/** What the control API calls the properties that the ERP's rules name. */
const FIELD_OF: Readonly<Record<string, string>> = {
  ReferenceSDDocument: 'order',
  ReferenceSDDocumentItem: 'lines.item',
  ActualDeliveryQuantity: 'lines.quantity',
  to_DeliveryDocumentItem: 'lines',
  ProofOfDeliveryDate: 'receivedOn',
  SoldToParty: 'customer',
  to_Item: 'lines',
  'to_Item/Material': 'lines.material',
  'to_Item/RequestedQuantity': 'lines.quantity',
  'to_Item/RequestedQuantityUnit': 'lines.unit',
};

/**
 * A rule of the ERP that forbids what a clerk wants: 409 with the ERP's message code and, where the rule is about one,
 * the field; 404 when a document does not exist.
 */
@Catch(BusinessError)
export class BusinessErrorFilter implements ExceptionFilter<BusinessError> {
  catch({ code, message, target, status: wireStatus }: BusinessError, host: ArgumentsHost): void {
    const statusCode = wireStatus === 404 ? 404 : 409;
    const field = target === undefined ? undefined : (FIELD_OF[target] ?? target);
    host.switchToHttp().getResponse<Response>().status(statusCode).json({ statusCode, code, ...(field === undefined ? {} : { field }), message });
  }
}
