import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const bytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * The one secret that everything kept encrypted hangs on. Each use has a key of its own, derived from it (HKDF-SHA-256,
 * RFC 5869): what is sealed for one use opens for no other.
 */
export class MasterKey {
  private readonly derived = new Map<string, Buffer>();

  private constructor(private readonly key: Buffer) {}

  /** @param text 32 bytes in base64. Throws a RangeError for anything else, which it does not repeat. */
  static fromBase64(text: string): MasterKey {
    const key = Buffer.from(text, 'base64');
    if (key.length !== bytes || key.toString('base64') !== text) throw new RangeError(`a master key is ${bytes} bytes in base64`);
    return new MasterKey(key);
  }

  /** 32 bytes for a use, such as `oidc cookies`; the same ones each time. */
  derive(use: string): Buffer {
    const known = this.derived.get(use) ?? Buffer.from(hkdfSync('sha256', this.key, Buffer.alloc(0), `strata ${use}`, bytes));
    this.derived.set(use, known);
    return known;
  }

  /**
   * AES-256-GCM under a random nonce: nonce, tag and ciphertext in one. A key of a use may seal 2^32 times (NIST SP 800-38D, 8.3).
   * @param about what it is sealed for, such as the id of its row: it opens nowhere else
   */
  seal(use: string, about: string, plain: Buffer): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.derive(use), nonce);
    cipher.setAAD(Buffer.from(about));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** What was sealed. Throws when it was sealed under another key, for another use or about something else, or was changed since. */
  open(use: string, about: string, sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.derive(use), sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(about));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
  }
}
