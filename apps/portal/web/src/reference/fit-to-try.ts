interface Parameter {
  required?: boolean;
  example?: unknown;
  examples?: unknown;
  schema?: { example?: unknown; examples?: unknown };
}

export interface TriedDocument {
  info: { title: string };
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>;
}

/** Customer 1000001 of the sandbox, whom examples name: most apps may not see them. */
const exampleCustomer = 'c2FuZGJveAAxMDAwMDAx';

/**
 * The document without examples of what may be left out: Scalar sends each example that there is, and a page begins at no
 * cursor that somebody made up.
 * @param customerId whom examples name instead: one whom the reader's app sees, so that what is tried is found
 */
export function fitToTry(document: TriedDocument, customerId = exampleCustomer): TriedDocument {
  const tried = JSON.parse(JSON.stringify(document).replaceAll(`"${exampleCustomer}"`, JSON.stringify(customerId))) as TriedDocument;
  for (const operation of Object.values(tried.paths).flatMap(Object.values) as { parameters?: Parameter[] }[]) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.required) continue;
      for (const shown of [parameter, parameter.schema ?? {}]) {
        delete shown.example;
        delete shown.examples;
      }
    }
  }
  return tried;
}
