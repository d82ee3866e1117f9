import { createHash } from 'node:crypto';

/** Numbers that come again with the same seed, which an environment variable names. */
export function dice(variable: string, otherwise = 71_280): { seed: number; below: (limit: number) => number } {
  const seed = Number(process.env[variable] ?? otherwise);
  let block = Buffer.alloc(0);
  let [at, count] = [0, 0];
  const next = (): number => {
    if (at >= block.length) {
      block = createHash('sha512').update(`${seed} ${count++}`).digest();
      at = 0;
    }
    at += 4;
    return block.readUInt32LE(at - 4);
  };
  return { seed, below: (limit) => next() % limit };
}
