import { describe } from 'vitest';
import { strataCases } from './strata.cases.js';
import { strataStartedOnce } from './strata-context.js';

describe('Strata with every app alone', () => {
  strataCases(strataStartedOnce('split'));
});
