import { hkdfSync, randomBytes } from 'node:crypto';
import { decrypt, randomness } from '../../src/platform/key-store.js';
import { Ring } from '../../src/platform/keys.js';

const BOXES = 1_000;

/** Of how many boxes of the same text the parts are unlike those of all others. A box is a byte, then nonce, tag and what they seal: first the data key, then the text. */
function unlike(): Record<string, number> {
  const key = Buffer.alloc(32, 1);
  const wrap = Buffer.from(hkdfSync('sha256', key, '', 'nemcon/wrap/v1', 32));
  const boxes = Array.from({ length: BOXES }, () => new Ring(key).sealBytes('objection:1', 'The same', 512));
  const parts: Record<string, (box: Buffer) => Buffer> = {
    nonceOfKey: (box) => box.subarray(1, 13), dataKey: (box) => decrypt(wrap, 'objection:1', box.subarray(1, 61)),
    nonce: (box) => box.subarray(61, 73), body: (box) => box.subarray(89),
  };
  return Object.fromEntries(Object.entries(parts).map(([part, of]) => [part, new Set(boxes.map((box) => of(box).toString('hex'))).size]));
}

describe('boxes of one text under one key', () => {
  const { take } = randomness;
  afterEach(() => { randomness.take = take; });

  it('have nothing in common: a nonce that serves twice under one key gives the texts and the key of the tags away', () => {
    expect(unlike()).toEqual({ nonceOfKey: BOXES, dataKey: BOXES, nonce: BOXES, body: BOXES });
  });

  it.each([
    ['a nonce that serves twice', 12, { nonceOfKey: 1, nonce: 1, dataKey: BOXES }],
    ['a data key that serves twice', 32, { nonceOfKey: BOXES, nonce: BOXES, dataKey: 1 }],
  ])('would be caught with %s', (_, length, found) => {
    const same = Buffer.alloc(length, 7);
    randomness.take = (count) => (count === length ? same : take(count));
    expect(unlike()).toMatchObject(found);
  });

  it('open for what they were made for and for nothing else, and not with a byte changed', () => {
    const ring = new Ring(randomBytes(32));
    const box = ring.sealBytes('objection:1', 'Invented basis', 512);
    expect(ring.open('objection:1', box)).toBe('Invented basis');
    expect(() => ring.open('objection:2', box)).toThrow();
    expect(() => new Ring(randomBytes(32)).open('objection:1', box)).toThrow();
    for (let at = 1; at < box.length; at++) {
      const changed = Buffer.from(box);
      changed[at]! ^= 1;
      expect(() => ring.open('objection:1', changed)).toThrow();
    }
    expect(() => ring.open('objection:1', box.subarray(0, -1))).toThrow();
  });
});
