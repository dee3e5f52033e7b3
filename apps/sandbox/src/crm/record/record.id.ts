const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Two characters that say which instance of Salesforce made the record. */
const INSTANCE = 'Sb';

/** The 18-character id of the `serial`-th record of an object. */
export function recordId(keyPrefix: string, serial: number): string {
  let digits = '';
  for (let rest = serial; rest > 0; rest = Math.floor(rest / 62)) digits = DIGITS[rest % 62] + digits;
  return withChecksum(`${keyPrefix}${INSTANCE}${digits.padStart(10, '0')}`);
}

/**
 * The 18-character form of an id. Of 15 characters it gets the three that say which letters are capitals; 18 must
 * carry the right three. Undefined when it cannot be an id.
 */
export function normalId(id: string): string | undefined {
  if (!/^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(id)) return undefined;
  const whole = withChecksum(id.slice(0, 15));
  return id.length === 15 || whole.slice(15) === id.slice(15).toUpperCase() ? whole : undefined;
}

function withChecksum(short: string): string {
  const suffix = [0, 5, 10].map((start) => {
    const capitals = short.slice(start, start + 5).split('').reduce((bits, letter, index) => bits | (letter >= 'A' && letter <= 'Z' ? 1 << index : 0), 0);
    return LETTERS[capitals];
  });
  return short + suffix.join('');
}
