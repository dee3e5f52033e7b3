/**
 * Handles together what has arrived in one turn of the event loop, once its sockets are read. One by one, a core goes through
 * the whole program for each of them and has forgotten the first step when the second comes; together, the steps of all
 * follow step by step, since promises go on in turn. That is cohort scheduling (Larus and Parkes, 2002), and saves more than a
 * fifth of an overview's CPU under load (docs/adr/0046-cohorts.md). Where nothing else has arrived the turn ends at once.
 */
export class Cohort<T> {
  private arrived: T[] = [];

  constructor(private readonly handle: (each: T) => void) {}

  add(each: T): void {
    this.arrived.push(each);
    if (this.arrived.length === 1) setImmediate(this.handleAll);
  }

  private readonly handleAll = (): void => {
    const { arrived } = this;
    this.arrived = [];
    for (const each of arrived) this.handle(each);
  };
}
