import fc from 'fast-check';
import { eachDatabase } from '../support/databases.js';
import { permuted, withAndWithout, type History } from './history.js';
import { deciding, lateLeaks, leaks, plant, reordered, telling, type Leak } from './leaks.js';
import { Pair } from './pair.js';
import { runs } from './size.js';

eachDatabase('two worlds', (open, kind) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await Pair.open(open);
  });
  afterAll(() => pair.close());

  it('with objections and without are the same to organizations, the public and other States, in every byte', async () => {
    const objected: number[] = [];
    await fc.assert(fc.asyncProperty(withAndWithout(6), async (history) => {
      const lived = await pair.live(history, { told: true });
      expect(lived.difference).toBeNull();
      objected.push(lived.objected.length);
    }), runs());
    // Histories in which nothing was objected to in the end would prove little.
    expect(objected.some((names) => names > 0)).toBe(true);
  });

  it('in which the same names fall are the same, whoever objected, how many, in which order, when and why', async () => {
    await fc.assert(fc.asyncProperty(permuted(5), async (history) => {
      const lived = await pair.live(history, { told: false });
      expect(lived.difference).toBeNull();
      expect(lived.objected.length).toBeGreaterThan(0);
    }), runs());
  });

  it('in which a body has decided by name, and has not yet, are the same until the list is final', async () => {
    const lived = await pair.live(deciding, { told: true });
    expect([lived.difference, lived.objected.length]).toEqual([null, 2]);
  });

  const shows = async (leak: Leak, history: History, told: boolean): Promise<void> => {
    const takeOut = plant(leak, pair.sides);
    try {
      const { difference } = await pair.live(history, { told });
      expect(`${difference?.who} ${difference?.what}`).toMatch(leak.seenIn);
    } finally {
      takeOut();
    }
  };

  // What is planted shows that the comparison sees; it compares alike on both databases.
  if (kind === 'SQLite') {
    it.each(leaks.map((leak) => [leak.name, leak] as const))('are told apart where one leaks %s', (_, leak) => shows(leak, leak.history ?? telling, true));

    it.each(lateLeaks.map((leak) => [leak.name, leak] as const))('are told apart, the same names fallen, where one leaks %s', (_, leak) => shows(leak, reordered, false));

    it('are the same again once every leak is taken out', async () => {
      expect((await pair.live(telling, { told: true })).difference).toBeNull();
      expect((await pair.live(reordered, { told: false })).difference).toBeNull();
    });
  }
});
