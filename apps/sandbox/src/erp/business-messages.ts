import { BusinessError, type Notice } from '../odata/source.js';

/**
 * The messages of the pretend ERP by message class and number. V1/302, V1/384, V1/154, V1/042, V4/115, VP/196, VP/199,
 * VP/204, VL/609 and M7/021 are the numbers the product itself uses; the others are in the right class, and their
 * numbers are this sandbox's own. `&1`..`&4` are the message's variables.
 */
const MESSAGES = {
  'V1/042': 'Sales document &1 is currently being processed (by &2)',
  'V1/154': 'Order receipt/delivery not possible, credit customer blocked (document &1)',
  'V1/302': 'Material &1 is not defined for sales org. &2, distr.chan. &3, language EN',
  'V1/319': 'Sales area &1 &2 &3 is not defined',
  'V1/322': 'Sales document type &1 is not defined',
  'V1/355': 'Sales document &1 does not contain an item',
  'V1/382': 'Item &1 exists twice in the document',
  'V1/384': 'Sales unit &1 is not defined for item &2',
  'V1/385': 'Enter an order quantity greater than zero for item &1',
  'V1/386': 'Quantity &1 &2 of item &3 has more decimals than the unit allows',
  'V1/387': 'Material &1 is locked for sales (status &2)',
  'V1/390': 'Item &1 does not exist in sales document &2',
  'V1/391': 'Quantity of item &1 cannot be less than the &2 already in deliveries',
  'V1/392': 'Item &1 cannot be rejected: delivery &2 exists',
  'V1/393': 'Field &1 cannot be changed after the document has been saved',
  'V1/394': 'Reason for rejection &1 is not defined',
  'V1/395': 'Plant &1 does not supply material &2 in this sales area',
  'V1/396': 'The value of item &1 is too large',
  'V1/397': 'Item category &1 is not defined',
  'V1/399': 'Schedule lines of item &1 are determined by the availability check',
  'V1/400': 'Partners of item &1 are those of the document',
  'V1/398': 'Sales document &1 has subsequent documents and cannot be deleted',
  'V1/410': 'Nothing of sales document &1 has been shipped and not been returned',
  'V1/411': 'Only &1 &2 of item &3 have been shipped and not been returned',
  'V1/412': 'Return &1 has been rejected',
  'V4/115': 'Customer reference &1 already exists in sales document &2',
  'VP/105': 'Orders of customer &1 are blocked (order block &2)',
  'VP/106': 'Deliveries to customer &1 are blocked (delivery block &2)',
  'VP/112': 'Enter the sold-to party',
  'VP/113': 'Ship-to party &1 does not exist',
  'VP/196': 'Payer &1 not maintained for sales area &2 &3 &4',
  'VP/199': 'No customer master record exists for customer &1',
  'VP/204': 'Sold-to party &1 not maintained for sales area &2 &3 &4',
  'VK/105': 'Currency &1 is not the currency of sales area &2 &3 &4',
  'VK/106': 'Price of material &1 is missing in &2',
  'VK/107': 'Condition type &1 cannot be entered manually',
  'VK/108': 'Enter the rate of condition type &1 in &2 with at most two decimals',
  'VL/019': 'Only &1 &2 of item &3 are open and confirmed for delivery',
  'VL/025': 'Sales document &1 is blocked for delivery (delivery block &2)',
  'VL/026': 'Customer &1 is blocked for delivery (delivery block &2)',
  'VL/027': 'Item &1 of sales document &2 does not exist',
  'VL/028': 'Item &1 of sales document &2 has been rejected',
  'VL/029': 'Item &1 ships from &2, not from shipping point &3',
  'VL/030': 'Items of sales documents &1 and &2 cannot go into one delivery',
  'VL/031': 'No quantity of item &1 is due for delivery before &2',
  'VL/032': 'Sales document &1 wants complete delivery: item &2 cannot be delivered in full',
  'VL/033': 'The delivery does not contain an item',
  'VL/034': 'Unit &1 does not match unit &2 of item &3',
  'VL/035': 'Enter a delivery quantity greater than zero for item &1',
  'VL/036': 'No quantity of sales document &1 is open and confirmed for delivery',
  'VL/602': 'Goods issue of delivery &1 has already been posted',
  'VL/603': 'Goods issue of delivery &1 has not been posted',
  'VL/604': 'Delivery &1 has been billed: cancel billing document &2 first',
  'VL/605': 'Delivery &1 cannot be changed: goods issue has been posted',
  'VL/606': 'Delivery &1 has already been picked',
  'VL/609': 'Delivery &1 has not yet been picked completely',
  'VL/612': 'Item &1 of delivery &2 does not exist',
  'VL/613': 'Picked quantity &1 is more than the delivery quantity &2 of item &3',
  'VL/620': 'Proof of delivery &1 has already been confirmed',
  'VL/621': 'The proof of delivery &1 must be of a day from goods issue until today',
  'VL/630': 'The goods of return &1 have been received by delivery &2',
  'VF/014': 'Billing document &1 has already been cancelled',
  'VF/015': 'Billing document &1 has been cleared by &2: reset the clearing first',
  'VF/016': 'Billing document &1 is itself a cancellation',
  'VF/017': 'Billing document &1 does not exist',
  'VF/020': 'Only &1 &2 of item &3 have been invoiced and not been credited',
  'VF/021': 'Billing document &1 has been credited completely',
  'VF/022': 'Item &1 does not exist in billing document &2',
  'VF/023': 'The goods of return &1 have not been received',
  'VF/024': 'Return &1 has been credited by &2',
  'VF/025': 'The items of return &1 have not been invoiced by one billing document',
  'F2/071': 'Field &1 is changed by the dunning run only',
  'F5/201': 'Invoice &1 is not open',
  'F5/263': 'Amount &1 is more than the &2 that are open of invoice &3',
  'F5/264': 'Cash discount and write-off are only possible with clearing: &1 of invoice &2 would stay open',
  'F5/265': 'Enter an amount greater than zero for invoice &1',
  'F5/361': 'Payment &1 has already been reversed by &2',
  'F5/362': 'Payment &1 has been cleared by &2: reverse that payment first',
  'M7/021': 'Deficit of SL Unrestricted-use &1 &2 : &3 &4',
  'AV/010': 'Material &1 is not maintained in plant &2',
  'AV/011': 'Checking rule &1 is not defined',
  'SD/404': 'Document &1 does not exist',
} as const;

export type MessageCode = keyof typeof MESSAGES;

/** The error of a broken rule, with its variables filled in. `target` is the property it is about. */
export function refusal(code: MessageCode, variables: string[] = [], target?: string): BusinessError {
  return new BusinessError(code, fill(MESSAGES[code], variables), target, code === 'SD/404' ? 404 : 400);
}

/** The same as a warning that travels with a success. */
export function warning(code: MessageCode, variables: string[]): Notice {
  return { code, message: fill(MESSAGES[code], variables), severity: 'warning' };
}

function fill(text: string, variables: string[]): string {
  return text.replace(/&(\d)/g, (_, position: string) => variables[Number(position) - 1] ?? '');
}
