import type { Parameters } from 'fast-check';

export const number = (name: string, otherwise: number): number => {
  const given = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(given)) throw new Error(`${name} must be a whole number`);
  return given;
};

/**
 * How many histories are lived, and from which seed. NEMCON_PROOF_RUNS raises the number, NEMCON_PROOF_SEED takes other histories;
 * a failure prints the seed and the path that give the same history again.
 */
export const runs = (few = 1): Parameters<unknown> => {
  const seed = number('NEMCON_PROOF_SEED', 71_280);
  const numRuns = number('NEMCON_PROOF_RUNS', few);
  process.stdout.write(`proof: ${numRuns} histories from seed ${seed}\n`);
  return { seed, numRuns, endOnFailure: numRuns <= few };
};
