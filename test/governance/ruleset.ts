import type { RulesetDefinition } from '@stoplight/spectral-core';
import { oas3_1 } from '@stoplight/spectral-formats';
import owasp from '@stoplight/spectral-owasp-ruleset';
import { oas } from '@stoplight/spectral-rulesets';
import { withoutWhatIsOpen } from './open-operations.js';
import { operations, ourRules, type Rules } from './our-rules.js';

const { rules: owaspRules } = owasp as unknown as { rules: Rules };
/** A rule of OWASP's that looks elsewhere. */
const lookingAt = (name: string, ...given: string[]): Rules => ({ [`owasp:${name}`]: { ...owaspRules[`owasp:${name}`]!, given } });

/** Operations that ask for a credential. */
const behindTheDoor = '$.paths[*][?(@ && @.security && @.security.length > 0)]';
/** Everything of a type that callers send. */
const sent = (type: string) => `${operations}[parameters,requestBody]..[?(@ && @.type && (@.type=="${type}" || @.type.constructor.name === "Array" && @.type.includes("${type}")))]`;

/**
 * OWASP's rules as they fit here. A rule that looks at less says why; none is softened.
 */
const fitted: Rules = {
  // Limits are for what callers send, and are what validation checks. Of what systems answer we promise no length that nothing enforces.
  ...lookingAt('api4:2023-string-limit', sent('string')),
  ...lookingAt('api4:2023-string-restricted', sent('string')),
  ...lookingAt('api4:2023-array-limit', sent('array')),
  ...lookingAt('api4:2023-integer-limit', sent('integer')),
  ...lookingAt('api4:2023-integer-format', sent('integer')),
  // 401, 414 and 431 are answered before it is known who calls, and so whose limits they would be; of what is open nobody knows.
  ...lookingAt('api4:2023-rate-limit', `${behindTheDoor}.responses[?(@property.match(/^(2..|400|403|404|409|410|413|422|429)$/))]`),
  // The pattern finds `responses` and `headers` among the fields of bodies too, such as those of a batch.
  ...lookingAt('api4:2023-rate-limit-responses-429', `${behindTheDoor}.responses`),
  ...lookingAt('api8:2023-define-error-validation', `${operations}.responses`),
  // Nobody is refused for a credential where none is asked for.
  ...lookingAt('api8:2023-define-error-responses-401', `${behindTheDoor}.responses`),
  ...lookingAt('api8:2023-define-error-responses-500', `${operations}.responses`),
  // Pages may call experiences alone: nothing below them ever answers a browser's question about origins.
  ...lookingAt('api8:2023-define-cors-origin', '$.paths[?(@property.match(/^\\/(web|mobile|bi)\\//))][*].responses[*].headers'),
  // $skiptoken and $deltatoken are OData's names of positions in a feed, and open nothing.
  ...lookingAt('api2:2023-no-credentials-in-url', '$.paths[*][*].parameters[?(@ && @.in && @.in.match(/query|path/) && @.name && !@.name.match(/^\\$/))].name'),
  // What is open says so, and is one of those in public-operations.ts: rights.spec.ts.
  'owasp:api2:2023-write-restricted': withoutWhatIsOpen(owaspRules['owasp:api2:2023-write-restricted']!),
  'owasp:api2:2023-read-restricted': withoutWhatIsOpen(owaspRules['owasp:api2:2023-read-restricted']!),
};

/** By which style each of our documents is written. */
export const ruleset = {
  formats: [oas3_1],
  extends: [[oas, 'recommended'], owasp],
  rules: {
    ...fitted,
    ...ourRules,
    // Clients of services have no refresh tokens (RFC 6749, 4.4.3): they ask again, and their tokens last minutes.
    'owasp:api2:2023-short-lived-access-tokens': 'off',
    // apps/platform/src/openapi.spec.ts holds every example to its schema, in the dialect of JSON schema that the documents are in.
    'oas3-valid-media-example': 'off',
    'oas3-valid-schema-example': 'off',
  },
} as unknown as RulesetDefinition;
