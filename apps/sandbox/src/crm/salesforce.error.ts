/** An error as Salesforce's REST API tells it: an array of `{message, errorCode, fields}` under an HTTP status. */
export class SalesforceError extends Error {
  constructor(
    readonly status: number,
    readonly errorCode: string,
    message: string,
    readonly fields?: readonly string[],
  ) {
    super(message);
  }

  body(): object[] {
    return [{ message: this.message, errorCode: this.errorCode, ...(this.fields && { fields: this.fields }) }];
  }
}

export const notFound = (message = 'The requested resource does not exist'): SalesforceError => new SalesforceError(404, 'NOT_FOUND', message);

export const malformedQuery = (message: string): SalesforceError => new SalesforceError(400, 'MALFORMED_QUERY', message);
