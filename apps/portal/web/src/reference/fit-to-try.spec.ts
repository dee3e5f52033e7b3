import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitToTry, type TriedDocument } from './fit-to-try.js';

const document = JSON.parse(readFileSync('openapi/experience-web.json', 'utf8')) as TriedDocument;
const customersIn = (tried: TriedDocument) => new Set(JSON.stringify(tried).match(/(?<="customerId":")c2Fu\w+/g));

describe('the document of a reference', () => {
  it('names a customer of the reader in each example, so that what is tried is found', () => {
    expect(customersIn(document).size).toBe(1);
    expect([...customersIn(fitToTry(document, 'c2FuZGJveAAxMDAwMDAy'))]).toEqual(['c2FuZGJveAAxMDAwMDAy']);
  });

  it('is as it was for who has no app', () => {
    expect(customersIn(fitToTry(document))).toEqual(customersIn(document));
  });
});
