import type { NewTimelineEntry } from '#read-models';
import type { OrderCommand } from './order.commands.js';
import type { OrderState } from './order.state.js';

/** Records of ours are done when they are asked for: the record stands on the timeline, and no wish. */
const records: ReadonlySet<OrderCommand['type']> = new Set(['prove-delivery', 'dispute', 'settle-disputes']);

/** What a person wishes, for the timeline: who, what, and why. */
export function entriesOf(command: OrderCommand, { systemId }: OrderState, at: string): NewTimelineEntry[] {
  if (records.has(command.type)) return [];
  return [{ key: `act:${command.id}`, at, type: `${command.type}-asked`, outcome: 'ok', system: systemId, actor: command.actor, reference: subjectOf(command), detail: detailOf(command) }];
}

function subjectOf(command: OrderCommand): string | undefined {
  if ('hold' in command) return command.hold;
  if ('returnId' in command) return command.returnId;
  if ('invoiceId' in command) return command.invoiceId;
  return 'kind' in command ? command.kind : undefined;
}

function detailOf(command: OrderCommand): string | undefined {
  const lines = 'lines' in command ? command.lines?.map(({ position, quantity }) => `${quantity} of line ${position}`).join(', ') : undefined;
  const money = 'amount' in command && command.amount ? `${command.amount.amount} ${command.amount.currency}` : undefined;
  return [lines, money, 'reason' in command ? command.reason : undefined].filter(Boolean).join('; ') || undefined;
}
