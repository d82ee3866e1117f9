import { MadeOnce } from '../../src/platform/made-once.js';

describe('What is made once', () => {
  /** Makes `size` bytes, and counts. */
  const maker = (size: number): { make: () => Promise<string>; count: () => number } => {
    let made = 0;
    return { make: async () => { made++; return 'x'.repeat(size); }, count: () => made };
  };

  it('keeps to its size: what nobody asked for longest goes first, and is made anew', async () => {
    const [once, one, two, three] = [new MadeOnce(10), maker(4), maker(4), maker(4)];
    await once.of(['one'], one.make);
    await once.of(['two'], two.make);
    await once.of(['one'], one.make);
    await once.of(['three'], three.make);
    await once.of(['one'], one.make);
    expect([one.count(), two.count(), three.count()]).toEqual([1, 1, 1]);
    await once.of(['two'], two.make);
    expect([one.count(), two.count()]).toEqual([1, 2]);
  });

  it('gives what is larger than all that is kept, and keeps it not', async () => {
    const [once, large] = [new MadeOnce(10), maker(11)];
    expect((await once.of(['large'], large.make)).bytes).toHaveLength(11);
    await once.of(['large'], large.make);
    expect(large.count()).toBe(2);
  });

  it('makes one thing at a time, and tries again what could not be made', async () => {
    const once = new MadeOnce(1_000);
    let [now, most] = [0, 0];
    const make = async (): Promise<string> => {
      most = Math.max(most, ++now);
      await new Promise((done) => setImmediate(done));
      now--;
      return 'x';
    };
    const broken = once.of(['broken'], () => Promise.reject(new Error('Invented')));
    await Promise.all([expect(broken).rejects.toThrow('Invented'), ...['a', 'b', 'c'].map((key) => once.of([key], make))]);
    expect(most).toBe(1);
    expect((await once.of(['broken'], make)).tag).toMatch(/^"[\w-]{22}"$/);
  });
});
