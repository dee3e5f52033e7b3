import { amountText, quantityText } from '../measure.js';
import type { MasterData } from '../master-data/master-data.js';
import { isCreditMemo, type BillingItemRecord, type BillingRecord } from './billing.record.js';

/** Lines that fit on the one page. */
const MOST_LINES = 40;

/** The invoice as a PDF of one page, small and valid: header, catalogue, page, content, font, cross-reference table. */
export function invoicePdf(billing: BillingRecord, items: BillingItemRecord[], masterData: MasterData): Buffer {
  const customer = masterData.customer(billing.payer);
  const heading = [
    `${billing.cancels ? 'Cancellation' : isCreditMemo(billing) ? 'Credit memo' : 'Invoice'} ${Number(billing.billing)}`,
    `${new Date(billing.created_at).toISOString().slice(0, 10)}   ${customer?.name ?? billing.payer}`,
    '',
  ];
  const lines = items.map((item) => {
    const description = masterData.product(item.material)?.description ?? '';
    return `${item.material}  ${description}  ${quantityText(item.quantity, item.unit)} ${item.unit}  ${amountText(item.net)}`;
  });
  const totals = ['', `Net ${amountText(billing.net)}   Tax ${amountText(billing.tax)}`, `Total ${amountText(billing.net + billing.tax)} ${billing.currency}`];
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more lines`] : lines;
  return onePage([...heading, ...shown, ...totals]);
}

function onePage(lines: string[]): Buffer {
  const content = `BT /F1 11 Tf 50 790 Td 16 TL ${lines.map((line) => `(${escaped(line)}) Tj T*`).join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = Buffer.byteLength(file, 'latin1');
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const start = Buffer.byteLength(file, 'latin1');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

function escaped(text: string): string {
  return text.replace(/[\\()]/g, (character) => `\\${character}`);
}
