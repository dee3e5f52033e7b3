import { Logger } from '@nestjs/common';
import { isStrataError, missingPart, sourceOf, type Answer, type PartSource } from '#canonical';

const log = new Logger('Screen');

/** A part of a screen as its source says it, with its value where there is one. */
export interface ScreenPart<T> {
  source: PartSource;
  value?: T;
  /** The same object for as long as it comes from a cache as it is. */
  answer?: Answer<T>;
}

/**
 * A part whose system cannot answer is marked missing: the screen comes all the same.
 * @param name of the source, where it does not answer
 * @param read answers undefined where nothing is configured that could say it
 * @param unknown whether the part's `not-found`, or `invalid`, is the screen's, or means that the source knows nothing of it
 */
export async function screenPart<T>(name: string, read: () => Promise<Answer<T> | undefined>, unknown: 'fails' | 'missing' = 'missing'): Promise<ScreenPart<T>> {
  try {
    const answer = await read();
    return answer ? { source: sourceOf(answer), value: answer.value, answer } : { source: missingPart(name, 'not configured') };
  } catch (error) {
    if (!isStrataError(error) || (unknown === 'fails' && (error.kind === 'not-found' || error.kind === 'invalid'))) throw error;
    if (error.kind !== 'not-found') log.warn(`${name} is missing on a screen: ${error.kind} ${error.message}`);
    return { source: missingPart(name, error.kind) };
  }
}
