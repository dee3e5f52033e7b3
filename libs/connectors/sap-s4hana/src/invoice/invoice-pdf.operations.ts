import { unreadableAnswer, type ErpConnector } from '#connector-kit';
import { isObject, readEntity } from '../odata/selection.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { functionCall, understood } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { pdfFunction, pdfSelection } from './invoice.wire.js';

/** `%PDF-`, in base64. */
const pdfStart = 'JVBERi';

/** The print that S/4's output management keeps of a billing document. */
export function invoicePdfOperations({ client }: SapSystem): Pick<ErpConnector, 'readInvoicePdf'> {
  return {
    async readInvoicePdf(ctx, { invoiceId }) {
      const call: SapCall = { ctx, operation: 'readInvoicePdf' };
      const kind = { operation: call.operation, safe: true };
      const { service, name } = pdfFunction;
      const reply = await client.send(call, { service, method: 'GET', ...functionCall(service, name, { BillingDocument: invoiceId }) });
      // A complex value is wrapped in the name of its function.
      const { BillingDocumentBinary: content } = understood(reply, kind, (answer) => readEntity(pdfSelection, isObject(answer) ? (answer[name] ?? answer) : answer));
      if (!content.startsWith(pdfStart)) throw unreadableAnswer(`${name} answered no PDF`, kind);
      return { fileName: `${invoiceId}.pdf`, content };
    },
  };
}
