import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { fromPublicId, isStrataError, type CallContext } from '#canonical';
import { ErpApi } from '#contracts';
import { ownsCustomer } from '#edge';
import { isKnownCustomer } from '#read-models';
import type { Allocator } from './payment.book.js';
import { customerUnknown } from './payment.refusals.js';

/** What of a payment only its ERP can say. */
@Injectable()
export class PaymentDoor {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly erp: ErpApi,
  ) {}

  /** System of a customer. One with an order of ours needs no question to the ERP. Throws `invalid` (422), and what the ERP throws. */
  async systemOf(ctx: CallContext, customerId: string): Promise<string> {
    const native = fromPublicId(customerId);
    if (!native || !ownsCustomer(ctx.principal.dataScope, customerId)) throw customerUnknown();
    const { systemId, key } = native;
    if (!(await isKnownCustomer(this.db, customerId))) await asked(this.erp.readCustomer(ctx, { systemId, customerId: key }));
    return systemId;
  }

  async allocatorFor(ctx: CallContext, systemId: string): Promise<Allocator> {
    const { value } = await asked(this.erp.capabilities(ctx, { systemId }));
    const { id, dataScope } = ctx.principal;
    return { by: id, commanded: value['payInvoice']?.mode === 'command', ...(dataScope && { scope: dataScope }) };
  }
}

/** Neither the system nor the customer may be there. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isStrataError(error, 'not-found') ? customerUnknown(error) : error;
  }
}
