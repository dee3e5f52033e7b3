import { Document, Spectral, type RulesetDefinition } from '@stoplight/spectral-core';
import parsers from '@stoplight/spectral-parsers';
import { ruleset } from './ruleset.js';

export interface Finding {
  rule: string;
  /** JSON pointer into the document. */
  at: string;
  message: string;
}

/** What a document breaks of our style; warnings too. @param text of an OpenAPI document, JSON */
export async function findingsIn(text: string, rules: RulesetDefinition = ruleset): Promise<Finding[]> {
  const spectral = new Spectral();
  spectral.setRuleset(rules);
  const found = await spectral.run(new Document(text, parsers.Json));
  return found.map(({ code, path, message }) => ({ rule: String(code), at: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''), message }));
}
