import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromPublicId, nativeKeyOf, toPublicId } from './public-id.js';

const encoded = (text: string) => Buffer.from(text, 'utf8').toString('base64url');

describe('a public id', () => {
  it.each(['1000001', 'a b/c?d=e&f#g', 'ÄÖÜ 漢字 🚢', "TG10'--"])('carries the key %j and its system there and back', (key) => {
    expect(fromPublicId(toPublicId('erp-eu', key))).toEqual({ systemId: 'erp-eu', key });
  });

  it('of the same key in another system is another one', () => {
    expect(toPublicId('erp-eu', '1')).not.toBe(toPublicId('erp-us', '1'));
  });

  it('may stand in a path as it is', () => {
    const id = toPublicId('erp-eu', '>>>???///');
    expect(encodeURIComponent(id)).toBe(id);
  });

  it.each([
    ['is empty', ''],
    ['is no base64', '???'],
    ['names no system', encoded('\u00001000001')],
    ['names no key', encoded('erp\u0000')],
    ['is a bare key', encoded('1000001')],
    ['has padding', `${encoded('erp\u00001')}=`],
    ['holds a zero character in its key', toPublicId('erp', '1\u00002')],
    ['is spelled in a second way', `${toPublicId('erp', '10')}x`],
    ['is no UTF-8', Buffer.from([101, 0, 0xff, 0xfe]).toString('base64url')],
    ['is longer than any of ours', toPublicId('erp', 'x'.repeat(400))],
  ])('that %s is none of ours', (_, id) => {
    expect(fromPublicId(id)).toBeUndefined();
  });
});

describe('any text', () => {
  const texts = fc.oneof(fc.base64String().map((text) => text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')), fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from([101, 0, ...bytes]).toString('base64url')), fc.string());

  it('that is read as a public id is the one that is given for what was read', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const key = fromPublicId(text);
        expect(key === undefined ? text : toPublicId(key.systemId, key.key)).toBe(text);
      }),
    );
  });
});

describe('a public id in a path', () => {
  it('names a record of a system', () => {
    expect(nativeKeyOf(toPublicId('erp', '17'), 'customer')).toEqual({ systemId: 'erp', key: '17' });
  });

  it('that we never gave names nothing', () => {
    expect(() => nativeKeyOf('nonsense', 'customer')).toThrow(expect.objectContaining({ kind: 'not-found', message: 'there is no customer nonsense' }));
  });
});
