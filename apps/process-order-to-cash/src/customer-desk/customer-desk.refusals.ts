import { StrataError, unprocessable } from '#canonical';

/** Where an operation is to be had that a connector does not offer. */
const inTheSystemItself = {
  readCredit: 'it is seen in the system itself',
  readDunning: 'reminders are seen in the system itself',
  pauseDunning: 'reminders are stopped in the system itself',
  resumeDunning: 'reminders are let go on in the system itself',
  checkAvailability: 'stock is seen in the system itself',
};

export type DeskOperation = keyof typeof inTheSystemItself;

/** An id that we never gave, or that its system does not know. */
export const unknownId = (what: string, id: string) => new StrataError('not-found', `there is no ${what} ${id}`);

/** Answered 409. Names the system, the operation, and what is done instead. */
export const notOffered = (systemId: string, operation: DeskOperation, cause?: unknown) =>
  new StrataError('rejected', `${systemId} does not offer ${operation}: ${inTheSystemItself[operation]}`, { reason: 'operation-absent', systemId, operation, retryable: false, cause });

/** As a system says it that keeps no reminders of a customer. */
export const notSetUp = (systemId: string, operation: DeskOperation) =>
  new StrataError('rejected', 'the customer is in no dunning procedure', { reason: 'dunning-not-set-up', systemId, operation, retryable: false });

/** Answered 422. `position` counts from 0. */
export function severalSystems(systemId: string, position: number): StrataError {
  return unprocessable([{ pointer: `/itemIds/${position}`, detail: `expected an item of ${systemId}, as the first one is` }]);
}
