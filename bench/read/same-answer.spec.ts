import { describe, expect, it } from 'vitest';
import { differences } from './same-answer.js';

describe('two answers to the same question', () => {
  const answer = { crm: { asOf: '10:00', contacts: [{ name: 'Aisha' }] } };

  it('are the same whenever they were given, and however much more the second one says', () => {
    expect(differences(answer, { crm: { asOf: '11:00', contacts: [{ name: 'Aisha', phone: '1' }] }, more: 1 })).toEqual([]);
  });

  it('differ in a value and in what the second one lacks', () => {
    expect(differences(answer, { crm: { contacts: [{ name: 'Jonas' }] } })).toEqual(['crm.contacts.0.name: "Jonas" where "Aisha" is expected']);
    expect(differences(answer, { crm: { contacts: [] } })).toEqual(['crm.contacts.0: undefined where there should be more']);
  });
});
