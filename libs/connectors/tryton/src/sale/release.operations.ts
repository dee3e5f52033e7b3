import { isStrataError, StrataError } from '#canonical';
import { afterWrite, type ErpConnector } from '#connector-kit';
import type { TrytonCall } from '../tryton.client.js';
import { warningOf } from '../tryton.errors.js';
import type { TrytonSystem } from '../tryton.system.js';
import type { SaleDesk } from './sale.desk.js';
import { isOffer } from './sale.kinds.js';
import { saleModel } from './sale.wire.js';

/** One for the limit, one for reminders, one for each line that is short: more than these is a system that asks forever. */
const mostWarnings = 50;

export function releaseOperations(system: TrytonSystem, sales: SaleDesk): Pick<ErpConnector, 'releaseSalesOrder'> {
  /** What a person with the right does who is asked: say yes for this once. */
  const override = async (call: TrytonCall, name: string) =>
    system.client.model(call, 'res.user.warning.create', [[{ user: await system.userId(call), name, always: false }]]);

  async function confirm(call: TrytonCall, sale: number): Promise<void> {
    for (let asked = 0; ; asked += 1) {
      try {
        return void (await system.press(call, saleModel, 'confirm', sale));
      } catch (error) {
        const warning = warningOf(error);
        if (warning === undefined || asked === mostWarnings) throw isRefusal(error) ? notAllowed(error, call) : error;
        await override(call, warning);
      }
    }
  }

  return {
    async releaseSalesOrder(ctx, { salesOrderId }) {
      const call = system.call(ctx, 'releaseSalesOrder');
      const row = await sales.row(call, salesOrderId);
      const [order] = await sales.mapped(call, [row]);
      if (row.state === 'cancelled' || isOffer(row)) throw new StrataError('conflict', `the sale is ${row.state}`, { operation: call.operation, reason: 'order-state' });
      if (row.state === 'quotation') {
        // The question is known before it is asked.
        if (order!.blocks.length > 0) await override(call, `credit_limit_amount_${saleModel},${row.id}`);
        await confirm(call, row.id);
      }
      return afterWrite(call, () => sales.order(call, salesOrderId));
    },
  };
}

const isRefusal = (error: unknown): error is StrataError => isStrataError(error, 'rejected');

function notAllowed(error: StrataError, { operation }: TrytonCall): StrataError {
  return new StrataError('rejected', `${error.message}, and our user may not override it`, { ...error.details, operation, reason: 'release-not-allowed', cause: error });
}
