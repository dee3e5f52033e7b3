import { date } from '../../src/tryton.values.js';
import { stockAtStart } from './master-data.js';
import type { FakeRecord, Records } from './records.js';

const today = () => date(new Date().toISOString().slice(0, 10));

/** By button and state of a shipment. */
const nextState: Readonly<Record<string, string>> = {
  ...{ 'draft waiting': 'draft', 'wait draft': 'waiting', 'wait waiting': 'waiting', 'wait assigned': 'waiting' },
  ...{ 'pick assigned': 'picked', 'pack picked': 'packed', 'done packed': 'done', 'receive draft': 'received', 'done received': 'done' },
};

const out = 'stock.shipment.out';
const back = 'stock.shipment.out.return';

/** Shipments to customers and back: what each button does, and that an illegal press does nothing. */
export class ShipmentDesk {
  /** What a clerk took off the shelves, by product. */
  readonly missing = new Map<number, number>();

  constructor(
    private readonly records: Records,
    private readonly whenShipped: (shipment: FakeRecord) => void,
  ) {}

  /** On the shelves and not set aside. */
  free(product: FakeRecord): number {
    const gone = this.records.all('stock.move').filter((move) => move['product'] === product.id && (move['state'] === 'done' || move['state'] === 'assigned') && move['inventory'] === true);
    return (stockAtStart[String(product['code'])] ?? 0) - (this.missing.get(product.id) ?? 0) - gone.reduce((sum, { quantity }) => sum + (quantity as number), 0);
  }

  /** Shipments for what of a sale is in none: on its confirmation, and whenever a clerk takes goods out of one. */
  plan(sale: FakeRecord): void {
    const moves = (sale['lines'] as number[]).flatMap((id) => {
      const line = this.records.get('sale.line', id);
      const planned = this.movesOf(line).filter(({ state }) => state !== 'cancelled').reduce((sum, { quantity }) => sum + (quantity as number), 0);
      const quantity = Math.abs(line['quantity'] as number) - planned;
      if (quantity <= 0) return [];
      const move = this.records.add('stock.move', { product: line['product'], quantity, uom: line['unit'], origin: `sale.line,${id}`, sale: sale.id, shipment: null, state: 'draft', planned_date: today(), effective_date: null });
      this.records.get('sale.line', id)['moves'] = [...(line['moves'] as number[]), move.id];
      return [move.id];
    });
    if (moves.length === 0) return;
    const isReturn = sale['origin'] !== null;
    const goods = isReturn ? { incoming_moves: moves } : { outgoing_moves: moves.toReversed(), inventory_moves: [] };
    const shipment = this.records.add(isReturn ? back : out, { state: isReturn ? 'draft' : 'waiting', effective_date: null, ...goods, moves, sale: sale.id });
    for (const move of moves) this.records.get('stock.move', move)['shipment'] = `${isReturn ? back : out},${shipment.id}`;
  }

  /** Sets aside what there is; a shipment that did not get everything waits on, with what it got. */
  assignTry(id: number): boolean {
    const shipment = this.records.get(out, id);
    if (shipment['state'] !== 'waiting') return false;
    this.release(shipment);
    let complete = true;
    const inventory = this.moves(shipment).flatMap((move) => {
      const wanted = move['quantity'] as number;
      const got = Math.min(wanted, Math.max(0, this.free(this.records.get('product.product', move['product'] as number))));
      complete &&= got === wanted;
      return got > 0 ? [this.records.add('stock.move', { product: move['product'], quantity: got, origin: `stock.move,${move.id}`, state: 'assigned', inventory: true, sale: null, shipment: null }).id] : [];
    });
    this.records.write(out, id, { inventory_moves: inventory, ...(complete && { state: 'assigned' }) });
    return complete;
  }

  /** A clerk changes the goods of a shipment; Tryton plans what is left at once. */
  write(id: number, { outgoing_moves: changes }: { outgoing_moves: [string, number[], Record<string, unknown>?][] }): void {
    const shipment = this.records.get(out, id);
    for (const [command, [move], values] of changes) {
      if (command === 'write') this.records.write('stock.move', move!, values!);
      if (command !== 'delete') continue;
      const line = this.records.get('sale.line', Number(String(this.records.get('stock.move', move!)['origin']).split(',')[1]));
      line['moves'] = (line['moves'] as number[]).filter((each) => each !== move);
      for (const field of ['moves', 'outgoing_moves']) shipment[field] = (shipment[field] as number[]).filter((each) => each !== move);
      this.records.remove('stock.move', move!);
    }
    this.records.write(out, id, {});
    this.plan(this.records.get('sale.sale', shipment['sale'] as number));
  }

  press(model: string, button: string, id: number): void {
    const shipment = this.records.get(model, id);
    const next = nextState[`${button} ${String(shipment['state'])}`];
    if (button === 'cancel' && shipment['state'] !== 'done') {
      this.release(shipment);
      for (const move of this.moves(shipment)) move['state'] = 'cancelled';
      this.records.write(model, id, { state: 'cancelled' });
    }
    if (!next) return;
    if (next === 'draft' || next === 'waiting') this.release(shipment);
    this.records.write(model, id, { state: next, ...(next === 'done' && { effective_date: today() }) });
    if (next !== 'done') return;
    for (const move of this.moves(shipment)) Object.assign(move, { state: 'done', effective_date: today() });
    if (model === out) this.whenShipped(shipment);
    else this.records.write('sale.sale', shipment['sale'] as number, { state: 'done' });
  }

  private release(shipment: FakeRecord): void {
    for (const move of (shipment['inventory_moves'] ?? []) as number[]) this.records.remove('stock.move', move);
    if ('inventory_moves' in shipment) shipment['inventory_moves'] = [];
  }

  private moves(shipment: FakeRecord): FakeRecord[] {
    return (shipment['moves'] as number[]).map((id) => this.records.get('stock.move', id));
  }

  private movesOf(line: FakeRecord): FakeRecord[] {
    return (line['moves'] as number[]).map((id) => this.records.get('stock.move', id));
  }
}
