import { operationsIn } from '#edge';
import { kindOf, type RightKind } from './right-kinds.js';

interface Operation {
  security?: Record<string, string[]>[];
  responses: Record<string, unknown>;
}

/** An operation, by which right it is called, and with which statuses the door refuses. */
export interface Right {
  /** Such as `GET /web/v1/orders`. */
  name: string;
  kind: RightKind | undefined;
  scopes: readonly string[];
  statuses: readonly string[];
}

/** @param text of an OpenAPI document, JSON */
export function rightsIn(text: string): Right[] {
  const document = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> };
  return operationsIn<Operation>(document).map(({ path, method, operation }) => rightOf(`${method.toUpperCase()} ${path}`, operation));
}

function rightOf(name: string, { security, responses }: Operation): Right {
  return { name, kind: kindOf(security), scopes: (security ?? []).flatMap(({ oauth2 = [] }) => oauth2), statuses: Object.keys(responses) };
}
