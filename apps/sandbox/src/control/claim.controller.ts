import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { cancelInvoice } from '../erp/billing/billing.cancel.js';
import type { ClaimedLine } from '../erp/claim/claim.book.js';
import { Erp } from '../erp/erp.js';
import { thousandths } from '../erp/measure.js';
import { badField, documentNumber, fieldsOf, listOf, optionalText, requiredText, type Fields } from './control.input.js';
import { invoiceIn, requiredOrderIn } from './document.lookup.js';

/** What people do when goods come back or an invoice was too high. */
@Controller('control/v1')
export class ClaimController {
  constructor(private readonly erp: Erp) {}

  /** Enters the return of what was shipped of an order: named lines of it, or all that is out. The goods are not here yet. */
  @Post('returns')
  takeBack(@Body() body: unknown): { return: string } {
    const fields = fieldsOf(body, ['order', 'reason', 'lines']);
    const order = requiredOrderIn(this.erp, fields);
    return { return: this.erp.claims.takeBack(order, linesOf(fields), reasonOf(fields)).claim };
  }

  /** The goods of a return arrive: they are in stock again. */
  @Post('returns/:return/receipt')
  @HttpCode(200)
  receive(@Param('return') id: string): { return: string; delivery: string } {
    const claim = documentNumber(id)!;
    return { return: claim, delivery: this.erp.claims.receive(claim).delivery };
  }

  /** The customer keeps the goods after all. */
  @Post('returns/:return/rejection')
  @HttpCode(200)
  reject(@Param('return') id: string): { return: string } {
    const claim = documentNumber(id)!;
    this.erp.claims.reject(claim);
    return { return: claim };
  }

  /** Credits an invoice, named items of it or all that is left, or a return whose goods are here. */
  @Post('credit-notes')
  credit(@Body() body: unknown): { creditNote: string } {
    const fields = fieldsOf(body, ['invoice', 'return', 'reason', 'lines']);
    const [invoice, claim] = [invoiceIn(this.erp, fields), documentNumber(optionalText(fields, 'return'))];
    if ((invoice === undefined) === (claim === undefined)) throw badField(invoice === undefined ? 'invoice' : 'return', 'is one of two: give either invoice or return');
    if (claim === undefined) return { creditNote: this.erp.creditMemos.ofInvoice(invoice!, linesOf(fields), reasonOf(fields)) };
    if (fields['lines'] !== undefined) throw badField('lines', 'are those of the return');
    return { creditNote: this.erp.creditMemos.ofReturn(claim) };
  }

  /** Takes a credit memo, or an invoice, back by a document of its own. */
  @Post('credit-notes/:document/cancel')
  @HttpCode(200)
  cancel(@Param('document') id: string): { creditNote: string; cancellation: string } {
    const creditNote = documentNumber(id)!;
    return { creditNote, cancellation: cancelInvoice(creditNote, this.erp.ledger, this.erp.billingTable) };
  }
}

/** Order reasons of the product have three characters; `001` is its own for a complaint of quality. */
function reasonOf(fields: Fields): string {
  const reason = optionalText(fields, 'reason') ?? '001';
  if (reason.length > 3) throw badField('reason', 'must have 3 characters at most');
  return reason;
}

function linesOf(fields: Fields): ClaimedLine[] | undefined {
  return fields['lines'] === undefined ? undefined : listOf(fields, 'lines').map((line, index) => lineOf(line, `lines.${index}`));
}

function lineOf(line: unknown, name: string): ClaimedLine {
  const fields = fieldsOf(line, ['item', 'quantity'], name);
  const item = requiredText(fields, 'item', `${name}.item`).padStart(6, '0');
  const text = optionalText(fields, 'quantity');
  if (text === undefined) return { item };
  const quantity = thousandths(text);
  if (quantity === undefined || quantity <= 0) throw badField(`${name}.quantity`, 'must be a decimal string above zero with three decimals at most');
  return { item, quantity };
}
