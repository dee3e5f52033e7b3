import type { Ledger } from '../../ledger/ledger.js';

export interface StockLevel {
  product: string;
  plant: string;
  on_hand: number;
  /** Confirmed to orders and not yet issued. */
  committed: number;
}

/** Stock by product and plant, in thousandths of the base unit. Every method belongs inside a unit of work. */
export class Stock {
  constructor(private readonly ledger: Ledger) {}

  level(product: string, plant: string): StockLevel | undefined {
    return this.ledger.one<StockLevel>('SELECT product, plant, on_hand, committed FROM stock WHERE product = ? AND plant = ?', product, plant);
  }

  levels(): StockLevel[] {
    return this.ledger.all<StockLevel>('SELECT product, plant, on_hand, committed FROM stock ORDER BY product, plant');
  }

  /** What can still be promised: on hand less what orders hold. Never negative. */
  available(product: string, plant: string): number {
    const level = this.level(product, plant);
    return level ? Math.max(0, level.on_hand - level.committed) : 0;
  }

  /** Promises `quantity` to an order; a negative one gives it back. */
  commit(product: string, plant: string, quantity: number): void {
    if (quantity !== 0) this.ledger.run('UPDATE stock SET committed = MAX(0, committed + ?) WHERE product = ? AND plant = ?', quantity, product, plant);
  }

  /** Takes promised goods out of the warehouse; false when there is too little. */
  issue(product: string, plant: string, quantity: number): boolean {
    return (
      this.ledger.run(
        'UPDATE stock SET on_hand = on_hand - ?1, committed = MAX(0, committed - ?1) WHERE product = ?2 AND plant = ?3 AND on_hand >= ?1',
        quantity,
        product,
        plant,
      ) > 0
    );
  }

  /** Puts issued goods back; they are promised to their order again. */
  takeBack(product: string, plant: string, quantity: number): void {
    this.ledger.run('UPDATE stock SET on_hand = on_hand + ?1, committed = committed + ?1 WHERE product = ?2 AND plant = ?3', quantity, product, plant);
  }

  receive(product: string, plant: string, quantity: number): boolean {
    return this.ledger.run('UPDATE stock SET on_hand = on_hand + ? WHERE product = ? AND plant = ?', quantity, product, plant) > 0;
  }
}
