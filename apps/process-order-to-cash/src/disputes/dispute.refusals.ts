import { unprocessable } from '#canonical';

/** A fault of the body: 422 with a pointer. */
export const wrong = (pointer: string, detail: string) => unprocessable([{ pointer, detail }]);

export const orderUnknown = (orderId: string) => wrong('/orderId', `there is no order ${orderId}`);
