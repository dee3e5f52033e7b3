import { describe } from 'vitest';
import { strataCases } from './strata.cases.js';
import { strataStartedOnce } from './strata-context.js';

describe('Strata in one process', () => {
  strataCases(strataStartedOnce('one'));
});
