/** How each effect that a step may name is done. */
export type Performers = Record<string, () => Promise<unknown>>;

/** Does what a step of a machine asks for, in its order. An effect that nobody does is a fault of the program: the act is taken back. */
export async function perform(effects: string[], how: Performers): Promise<void> {
  for (const effect of effects) {
    const act = how[effect];
    if (!act) throw new Error(`Nobody does what the machine asks for: ${effect}`);
    await act();
  }
}
