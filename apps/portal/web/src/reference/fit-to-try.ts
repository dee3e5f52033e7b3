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

/**
 * The document without examples of what may be left out: Scalar sends each example that there is, and a page begins at no
 * cursor that somebody made up.
 */
export function fitToTry(document: TriedDocument): TriedDocument {
  const tried = structuredClone(document);
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
