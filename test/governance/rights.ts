import { operationsIn } from '#edge';

interface Operation {
  security?: Record<string, string[]>[];
  responses: Record<string, unknown>;
}

/** An operation, by which right it is called, and with which statuses the door refuses. */
export interface Right {
  /** Such as `GET /web/v1/orders`. */
  name: string;
  /** By a token or key with scopes, by the session of somebody or of an operator, by nobody in particular; undefined: the document says none of these. */
  kind: 'scope' | 'account' | 'operator' | 'public' | undefined;
  scopes: readonly string[];
  statuses: readonly string[];
}

const kinds: Readonly<Record<string, Right['kind']>> = { '': 'public', 'apiKey oauth2': 'scope', session: 'account', operatorSession: 'operator' };

/** @param text of an OpenAPI document, JSON */
export function rightsIn(text: string): Right[] {
  const document = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> };
  return operationsIn<Operation>(document).map(({ path, method, operation }) => rightOf(`${method.toUpperCase()} ${path}`, operation));
}

/** @param security of an operation; undefined: it says nothing */
export function kindOf(security: Operation['security']): Right['kind'] {
  // Each alternative is one scheme: none in it would let anybody in, and of two both would be wanted.
  const schemes = (security ?? [{ unsaid: [] }]).map((each) => Object.keys(each).join('+') || 'nothing');
  return kinds[schemes.toSorted().join(' ')];
}

function rightOf(name: string, { security, responses }: Operation): Right {
  return { name, kind: kindOf(security), scopes: (security ?? []).flatMap(({ oauth2 = [] }) => oauth2), statuses: Object.keys(responses) };
}
