import { InTurn } from '../../src/platform/in-turn.js';

describe('work in turn', () => {
  /** Each run looks at what is there when it begins, and takes until it is let go. */
  const made = () => {
    const [looked, held]: [number[], (() => void)[]] = [[], []];
    const there = { count: 0 };
    const turn = new InTurn(async () => {
      looked.push(there.count);
      await new Promise<void>((done) => held.push(done));
    });
    const turned = () => new Promise((done) => setImmediate(done));
    return { there, looked, turn, turned, letGo: () => held.shift()!() };
  };

  it('that is asked for while a run is under way is one run more for all who ask, and sees what came meanwhile', async () => {
    const { there, looked, turn, turned, letGo } = made();
    const first = turn.run();
    await turned();
    there.count = 7;
    const [second, third] = [turn.run(), turn.run()];
    let done = false;
    void second.then(() => { done = true; });
    letGo();
    await first;
    await turned();
    expect([looked, done, turn.busy]).toEqual([[0, 7], false, true]);
    letGo();
    await Promise.all([second, third]);
    expect([looked, turn.busy]).toEqual([[0, 7], false]);
  });

  it('goes on after a run that failed, whose caller alone is told', async () => {
    let tries = 0;
    const turn = new InTurn(async () => { if (++tries === 1) throw new Error('Invented'); });
    const failed = turn.run();
    await Promise.resolve().then(() => Promise.resolve());
    const next = turn.run();
    await expect(failed).rejects.toThrow('Invented');
    await expect(next).resolves.toBeUndefined();
    expect([tries, turn.busy]).toEqual([2, false]);
  });

  it('is over when all that was asked for has ended', async () => {
    const { turn, turned, letGo } = made();
    const [first, over] = [turn.run(), turn.over()];
    let ended = false;
    void over.then(() => { ended = true; });
    await turned();
    expect(ended).toBe(false);
    letGo();
    await Promise.all([first, over]);
    expect(ended).toBe(true);
  });
});
