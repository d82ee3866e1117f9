import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { perform } from '../../src/platform/perform.js';
import { described } from '../../workflows/describe.js';

describe('what a machine asks for', () => {
  const effects = [...new Set(described().flatMap(({ edges }) => edges.flatMap((edge) => edge.effects)))];
  const source = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src/*.ts'], { encoding: 'utf8' }).trim().split('\n').map((file) => readFileSync(file, 'utf8')).join('');
  /** The effects that no act performs. */
  const undone = (names: string[]): string[] => names.filter((name) => !source.includes(`'${name}': `));

  it('is done by an act, each effect of each machine', () => {
    expect(effects.length).toBeGreaterThan(9);
    expect(undone(effects)).toEqual([]);
  });

  it('would be caught with an effect that nobody does', () => {
    expect(undone([...effects, 'inform.nobody'])).toEqual(['inform.nobody']);
  });

  it('is done in the order of the step, and one that an act does not know takes the act back', async () => {
    const done: string[] = [];
    const how = { 'first.letter': async () => done.push('first'), 'second.letter': async () => done.push('second') };
    await perform(['second.letter', 'first.letter'], how);
    expect(done).toEqual(['second', 'first']);
    await expect(perform(['third.letter'], how)).rejects.toThrow('third.letter');
    await perform([], how);
    expect(done).toHaveLength(2);
  });
});
