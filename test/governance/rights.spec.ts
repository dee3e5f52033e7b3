import { describe, expect, it } from 'vitest';
import { documents } from './documents.js';
import { publicOperations } from './public-operations.js';
import { rightsIn, type Right } from './rights.js';

/** It only makes other calls, each of which is asked for its own scope. */
const onlyPassesOn = ['POST /mobile/v1/batch'];
/** It is what a sign-in that is wrong is answered. */
const signIn = 'POST /portal/v1/session';

const names = (rights: Right[]) => rights.map(({ name }) => name);
const lacking = (rights: Right[], ...statuses: string[]) => names(rights.filter((each) => statuses.some((status) => !each.statuses.includes(status))));
const all = [...documents.values()].flatMap(rightsIn);
const of = (...kinds: Right['kind'][]) => all.filter(({ kind }) => kinds.includes(kind));

describe('every operation says in its document', () => {
  it('by which right it is called: a scope, a session of a browser, or none', () => {
    expect(names(of(undefined))).toEqual([]);
    expect(all.length).toBeGreaterThan(150);
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(4);
  });

  it('by which scope, where it takes tokens and keys', () => {
    expect(names(of('scope').filter(({ scopes }) => scopes.length === 0))).toEqual(onlyPassesOn);
  });

  it('whom the door refuses who shows a token or key', () => {
    expect(lacking(of('scope'), '401', '429')).toEqual([]);
    expect(lacking(of('scope').filter(({ scopes }) => scopes.length > 0), '403')).toEqual([]);
  });

  it('whom the door refuses who comes with the session of a browser, and pages of others', () => {
    expect(lacking(of('account', 'operator'), '401')).toEqual([]);
    expect(lacking(of('operator'), '403')).toEqual([]);
    expect(lacking(of('account', 'public').filter(({ name }) => !name.startsWith('GET')), '403')).toEqual([]);
  });

  it('that anybody may call it, if it is one of those that are listed, and refuses nobody for a credential then', () => {
    expect(names(of('public')).toSorted()).toEqual(publicOperations.toSorted());
    expect(names(of('public').filter(({ statuses }) => statuses.includes('401')))).toEqual([signIn]);
  });
});

const documented = (security?: object[]) => JSON.stringify({ paths: { '/x': { get: { ...(security && { security }), responses: {} } } } });

it.each<[string, object[] | undefined]>([
  ['nothing of it', undefined],
  ['a scope or nobody in particular', [{ oauth2: ['orders:read'] }, {}]],
  ['a scope, a key or nobody in particular', [{ oauth2: ['orders:read'] }, { apiKey: [] }, {}]],
  ['a session or nobody in particular', [{ session: [] }, {}]],
  ['one way, which is none', [{}]],
  ['a scope and a key together', [{ oauth2: ['orders:read'], apiKey: [] }]],
  ['a scope or a session', [{ oauth2: ['orders:read'] }, { session: [] }]],
  ['a credential that we do not know', [{ basic: [] }]],
])('a document that says %s says no right', (_, security) => {
  expect(rightsIn(documented(security))).toMatchObject([{ kind: undefined }]);
});
