import { Injectable } from '@nestjs/common';
import type { CallContext, FreshPage } from '#canonical';
import { CrmApi, ErpApi } from '#contracts';
import { customerParts, customersOf } from '#edge';
import type { CustomersQuery } from './customers.query.js';
import { compactCustomer, customerRow, type CompactCustomer, type CustomerRow } from './customers.view.js';

@Injectable()
export class CustomersService {
  constructor(
    private readonly erp: ErpApi,
    private readonly crm: CrmApi,
  ) {}

  find(ctx: CallContext, query: CustomersQuery): Promise<FreshPage<CustomerRow>> {
    return customersOf(this.erp, ctx, query, customerRow);
  }

  /** Throws `not-found` when the ERP says that there is no such customer. */
  async read(ctx: CallContext, id: string): Promise<CompactCustomer> {
    return compactCustomer(id, ...(await customerParts(this.erp, this.crm, ctx, id)));
  }
}
